using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Start;

/// <summary>What a newcomer sees after the first start: what to open, and with which keys.</summary>
internal static class Welcome
{
    public static void Print(ServerAddress server, DemoAccount demo, string file) => Console.WriteLine($"""

          PayCore Commerce is ready.

          Pay a demo invoice   {server.Public}/hpp/?public_key={demo.Account.PublicKeyTest}&amount=10.50&currency=EUR&description=Two%20books
                               test card 5519 2838 1203 0000, any CVV, any expiry
          Snippets to copy     {server.Public}/dev/snippets
          See the callbacks    {server.Public}/dev/callbacks
          API reference        {server.Public}/docs
          Jobs                 {server.Public}/hangfire

          Demo account         {demo.Account.AccountId}
            public keys        {demo.Account.PublicKeyTest}
                               {demo.Account.PublicKeyLive}
            API keys           {demo.Account.ApiKeyTest}
                               {demo.Account.ApiKeyLive}
            signing secrets    {demo.Account.SigningSecretTest}
                               {demo.Account.SigningSecretLive}
            link keys          {demo.Account.LinkKeyTest}  kid {demo.Account.LinkKeyTestKid}
                               {demo.Account.LinkKeyLive}  kid {demo.Account.LinkKeyLiveKid}
          The same in          {file}
          {demo.Note}

        """);
}
