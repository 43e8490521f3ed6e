using Octobatch.Campaigns;

var builder = WebApplication.CreateBuilder(args);
builder.AddCampaignService();
var app = builder.Build();
app.MapCampaignService();
await app.RunAsync();
