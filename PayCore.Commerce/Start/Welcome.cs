using PayCore.Commerce.Accounts.Contracts;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Start;

/// <summary>What a newcomer sees after the first start: what to open, and with which keys.</summary>
internal static class Welcome
{
    public static void Print(ServerAddress server, NewAccount demo, string file) => Console.WriteLine($"""

          PayCore Commerce is ready.

          Pay a demo invoice   {server.Public}/hpp/?public_key={demo.PublicKeyTest}&amount=10.50&currency=EUR&description=Two%20books
                               test card 5519 2838 1203 0000, any CVV, any expiry
          See the callbacks    {server.Public}/dev/callbacks
          API reference        {server.Public}/docs
          Jobs                 {server.Public}/hangfire

          Demo account         {demo.AccountId}
            API key (test)     {demo.ApiKeyTest}
            public key (test)  {demo.PublicKeyTest}
            signing secret     {demo.SigningSecretTest}
          All credentials      {file}

        """);
}
