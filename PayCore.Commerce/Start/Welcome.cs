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
            API key (test)     {demo.Account.ApiKeyTest}
            public key (test)  {demo.Account.PublicKeyTest}
            signing secret     {demo.Account.SigningSecretTest}
          All credentials      {file}
          {demo.Note}

        """);
}
