using System.CommandLine;
using Octobatch.Standalone;

// Ctrl+C and SIGTERM stop everything in order; this is how long that may take.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(20) };
return await StandaloneCommand.Create(StandaloneRun.RunAsync).Parse(args).InvokeAsync(invocation);
