using Octobatch.Selections;

var builder = WebApplication.CreateBuilder(args);
builder.AddSelectionService();
var app = builder.Build();
app.MapSelectionService();
await app.RunAsync();
