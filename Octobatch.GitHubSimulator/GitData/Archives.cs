using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using LibGit2Sharp;
using Octobatch.GitHubSimulator.Http;

namespace Octobatch.GitHubSimulator.GitData;

/// <summary>Whole trees as archives. As on GitHub the API redirects to another address, which carries its own short-lived permission.</summary>
internal static class Archives
{
    public static void Map(Routes routes) =>
        routes.Get("/_codeload/{owner}/{repo}/legacy.tar.gz/{**ref}", Need.Nothing, Download);

    public static Answer Redirect(RepositoryCall call, string format)
    {
        var name = call.Route("ref") is { Length: > 0 } given ? given : call.Repository.DefaultBranch;
        if (call.Git.FindCommit(name) is null)
            return Answer.NotFound();
        var path = $"/_codeload/{call.Repository.FullName}/legacy.{format}/{name}";
        var url = call.Urls.Root + path + (call.Repository.IsPrivate ? $"?token={Permit(call.Simulator, path)}" : "");
        return new Answer { Status = 302, Headers = [("Location", url)] };
    }

    private static Answer Download(Call call)
    {
        if (!call.Simulator.Repositories.TryFind($"{call.Route("owner")}/{call.Route("repo")}", out var repository))
            return Answer.NotFound();
        if (repository.IsPrivate && call.Query("token") != Permit(call.Simulator, call.Http.Request.Path))
            return Answer.NotFound();
        lock (repository.Gate)
        {
            return call.Simulator.Git.Open(repository).FindCommit(call.Route("ref")) is { } commit
                ? new Answer { Status = 200, Bytes = Pack(repository, commit), ContentType = "application/x-gzip" }
                : Answer.NotFound();
        }
    }

    private static byte[] Pack(Repository repository, Commit commit)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(zip, TarEntryFormat.Pax))
        {
            var root = $"{repository.Owner.Login}-{repository.Name}-{commit.Sha[..7]}/";
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, root) { ModificationTime = commit.Committer.When });
            Write(tar, commit.Tree, root, commit.Committer.When);
        }

        return bytes.ToArray();
    }

    private static void Write(TarWriter tar, Tree tree, string below, DateTimeOffset when)
    {
        foreach (var entry in tree)
        {
            var name = below + entry.Name;
            if (entry.Target is Tree inner)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, name + "/") { ModificationTime = when });
                Write(tar, inner, name + "/", when);
            }
            else if (entry.Target is Blob blob)
            {
                tar.WriteEntry(entry.Mode is Mode.SymbolicLink
                    ? new PaxTarEntry(TarEntryType.SymbolicLink, name) { LinkName = blob.GetContentText(), ModificationTime = when }
                    : new PaxTarEntry(TarEntryType.RegularFile, name)
                    {
                        DataStream = new MemoryStream(blob.Bytes()),
                        ModificationTime = when,
                        Mode = entry.Mode is Mode.ExecutableFile ? (UnixFileMode)0b111_101_101 : (UnixFileMode)0b110_100_100,
                    });
            }
        }
    }

    private static string Permit(Simulator simulator, string path)
    {
        var hour = simulator.Clock.Now.ToUnixTimeSeconds() / 3_600;
        return Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(simulator.App.WebhookSecret), Encoding.UTF8.GetBytes($"{hour} {path}")))[..29].ToUpperInvariant();
    }
}
