using Octobatch.Tokens;

var builder = WebApplication.CreateBuilder(args);
builder.AddTokenService();
var app = builder.Build();
app.MapTokenService();
await app.RunAsync();
