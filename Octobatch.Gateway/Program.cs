using Octobatch.Gateway;

var builder = WebApplication.CreateBuilder(args);
builder.AddGatewayService();
var app = builder.Build();
app.MapGatewayService();
await app.RunAsync();
