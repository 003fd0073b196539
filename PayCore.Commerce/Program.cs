using PayCore.Commerce.Accounts;
using PayCore.Commerce.Callbacks;
using PayCore.Commerce.Hpp;
using PayCore.Commerce.Invoices;
using PayCore.Commerce.Methods;
using PayCore.Commerce.Shared;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddKernel().AddCommerceDb().AddJobs(builder.Configuration)
    .AddAccounts(builder.Configuration).AddMethods(builder.Configuration).AddInvoices(builder.Configuration)
    .AddCallbacks(builder.Configuration).AddHpp(builder.Configuration);

var app = builder.Build();
app.MapAccounts().MapMethods().MapInvoices().MapCallbacks().MapHpp();
await app.RunAsync();
