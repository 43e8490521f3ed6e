namespace Octobatch.Standalone;

/// <summary>What the command line says.</summary>
/// <param name="Data">The folder with everything that survives a restart.</param>
/// <param name="PortBase">The gateway's port; campaign, selection, token and the simulator take the next four.</param>
/// <param name="Repositories">Bare git repositories for the simulator to serve instead of its sample organisation.</param>
/// <param name="People">Whether the simulator plays people too.</param>
internal sealed record StandaloneOptions(string Data, int PortBase, string? Repositories, bool People)
{
    public string File(string name) => Path.Combine(Data, name);

    public Uri Address(int index) => new($"http://localhost:{PortBase + index}");
}
