namespace Octobatch.Campaigns.Steps.Trees;

/// <summary>The six digits of a mode in trees and diffs.</summary>
public static class TreeFileModes
{
    public static string Octal(this TreeFileMode mode) => mode switch
    {
        TreeFileMode.Regular => "100644",
        TreeFileMode.Executable => "100755",
        TreeFileMode.SymbolicLink => "120000",
        _ => "160000",
    };

    /// <summary>Null for what is none, trees (040000) among them. Git reads any other ordinary mode by its executable bit.</summary>
    public static TreeFileMode? Parse(string octal) => octal switch
    {
        "100644" or "100664" => TreeFileMode.Regular,
        "100755" => TreeFileMode.Executable,
        "120000" => TreeFileMode.SymbolicLink,
        "160000" => TreeFileMode.Submodule,
        _ => null,
    };
}
