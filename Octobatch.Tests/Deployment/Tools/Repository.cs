using Octobatch.ServiceDefaults;

namespace Octobatch.Tests.Deployment.Tools;

/// <summary>Files of the repository that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The version that everything built here carries.</summary>
    public static string Version { get; } = typeof(OctobatchService).Assembly.GetName().Version!.ToString(3);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Octobatch.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("Octobatch.sln is in no folder above " + AppContext.BaseDirectory);
    }
}
