using Octobatch.GitHubSimulator;

if (SimulatorOptions.Parse(args, out var problem) is not { } options)
{
    Console.WriteLine(problem);
    return args.Contains("--help") ? 0 : 2;
}

var builder = WebApplication.CreateSlimBuilder();
builder.WebHost.UseUrls(options.Url);
builder.AddGitHubSimulator(options);
var app = builder.Build();
app.MapGitHubSimulator();
await app.StartAsync();
Console.WriteLine(app.Services.GetRequiredService<Simulator>().Describe(options.Url));
await app.WaitForShutdownAsync();
return 0;
