using Microsoft.AspNetCore.DataProtection;
using PayCore.Commerce.Accounts;
using PayCore.Commerce.Callbacks;
using PayCore.Commerce.Hpp;
using PayCore.Commerce.Http;
using PayCore.Commerce.Invoices;
using PayCore.Commerce.Methods;
using PayCore.Commerce.Shared;
using PayCore.Commerce.Start;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = AccountCommand.Settings(args), ContentRootPath = ContentRoot.Find() });
var configuration = builder.Configuration;
if (StartUp.Problem(configuration) is { } unfit) return Refusal.Print(unfit);

builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = 1024 * 1024;
});
builder.AddLogs(AccountCommand.IsAsked(args));
builder.Services.AddDataProtection().SetApplicationName("PayCore.Commerce")
    .PersistKeysToFileSystem(new DirectoryInfo(DataFolderCheck.ProtectionKeys(configuration)));
builder.Services.AddKernel().AddCommerceDb().AddJobs(configuration)
    .AddAccounts(configuration).AddMethods(configuration).AddInvoices(configuration).AddCallbacks(configuration).AddHpp(configuration);
builder.Services.AddSingleton<InstanceLock>().AddSingleton<RateLimits>().AddCompression().AddTrustedProxies(configuration);

var app = builder.Build();
if (AccountCommand.IsAsked(args)) return await AccountCommand.Run(app, args);
if (await StartUp.Prepare(app) is { } problem) return Refusal.Print(problem);

app.UseTrustedProxies();
app.UseErrorAnswers();
if (!app.Environment.IsDevelopment()) app.UseHsts();
app.UseResponseCompression();
app.UseAssets();
app.UsePublicApiCors();
app.UseRouting();
app.UseMiddleware<RateLimitMiddleware>();
app.UseMiddleware<BasicAuthentication>();

app.MapHealth();
app.MapAccounts().MapMethods().MapInvoices().MapCallbacks().MapHpp();
app.MapApiReference();
app.UseJobDashboard();
return await StartUp.Serve(app);
