using Octobatch.Cli;

return await OctobatchCommand.RunAsync(args, Surroundings.OfThisProcess());
