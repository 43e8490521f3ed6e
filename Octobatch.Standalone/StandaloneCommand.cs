using System.CommandLine;

namespace Octobatch.Standalone;

/// <summary>The command line of Standalone.</summary>
internal static class StandaloneCommand
{
    public static RootCommand Create(Func<StandaloneOptions, CancellationToken, Task<int>> run)
    {
        var data = new Option<string>("--data")
        {
            Description = "Folder for the database, artifacts and keys; kept between starts",
            DefaultValueFactory = _ => ".octobatch",
            HelpName = "DIR",
        };
        var ports = new Option<int>("--port-base")
        {
            Description = "The gateway's port; the other services and the simulator take the four after it",
            DefaultValueFactory = _ => 8000,
            HelpName = "N",
        };
        ports.Validators.Add(result =>
        {
            if (result.GetValue(ports) is < 1 or > 65531)
                result.AddError("--port-base must be between 1 and 65531.");
        });
        var repositories = new Option<string?>("--repositories")
        {
            Description = "Serve every bare git repository under DIR (owner/name.git or owner+name) from the GitHub simulator; they are never written to",
            HelpName = "DIR",
        };
        repositories.Validators.Add(result =>
        {
            if (result.GetValue(repositories) is { } folder && !Directory.Exists(folder))
                result.AddError($"--repositories: there is no folder {folder}.");
        });

        var people = new Option<bool>("--people")
        {
            Description = "Let the GitHub simulator play people: checks run, maintainers review and merge what is opened",
        };

        var command = new RootCommand(
            """
            Octobatch in one process: the four services, with embedded Postgres, Redis and blob store.

            Without GitHub App credentials (OCTOBATCH_GITHUB_APP_ID and OCTOBATCH_GITHUB_APP_PRIVATE_KEY) a GitHub simulator with a sample
            organisation takes GitHub's place. OCTOBATCH_POSTGRES_DSN, OCTOBATCH_REDIS_URL and OCTOBATCH_BLOBSTORE_ENDPOINT replace the
            embedded parts one by one. Everything listens on this machine alone.
            """)
        {
            data, ports, repositories, people,
        };
        command.SetAction((parsed, cancellation) => run(
            new(Path.GetFullPath(parsed.GetValue(data)!), parsed.GetValue(ports), parsed.GetValue(repositories), parsed.GetValue(people)), cancellation));
        return command;
    }
}
