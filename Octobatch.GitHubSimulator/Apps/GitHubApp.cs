using System.Security.Cryptography;
using System.Text;

namespace Octobatch.GitHubSimulator.Apps;

/// <summary>The one GitHub App that the simulator knows, with its public key and webhook secret.</summary>
public sealed class GitHubApp
{
    private GitHubApp(string privateKeyPath, RSA key, string webhookSecret, string clientSecret, DateTimeOffset createdAt)
    {
        PrivateKeyPath = privateKeyPath;
        Key = key;
        WebhookSecret = webhookSecret;
        ClientSecret = clientSecret;
        CreatedAt = createdAt;
    }

    /// <summary>The App's id, which a JWT names as its issuer.</summary>
    public int Id => 1;

    /// <summary>The App's client id, which a JWT may name instead.</summary>
    public string ClientId => "Iv23liOctobatchSim01";

    /// <summary>The App's name in URLs.</summary>
    public string Slug => "octobatch";

    /// <summary>The file with the private key in PEM (PKCS#1), readable by its owner alone.</summary>
    public string PrivateKeyPath { get; }

    /// <summary>The secret that signs webhooks.</summary>
    public string WebhookSecret { get; }

    /// <summary>What the App proves with that it is the one whom people let know who they are.</summary>
    public string ClientSecret { get; }

    /// <summary>When the key was made.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>What the App asks every installation for.</summary>
    public Permissions Permissions { get; set; } = Permissions.OfApp;

    /// <summary>The webhook events that the App is subscribed to; those about installations come anyway.</summary>
    public IReadOnlyList<string> Events { get; } =
        ["check_run", "check_suite", "custom_property_values", "pull_request", "pull_request_review", "push", "repository", "status"];

    internal RSA Key { get; }

    /// <summary>Opens the App whose key lies in <paramref name="directory"/>, making key and secrets the first time.</summary>
    public static GitHubApp Open(string directory, DateTimeOffset now)
    {
        Directory.CreateDirectory(directory);
        var keyPath = Path.Combine(directory, "github-app.pem");
        if (!File.Exists(keyPath))
        {
            using var made = RSA.Create(2048);
            WriteSecret(keyPath, made.ExportRSAPrivateKeyPem() + "\n", now);
        }

        var (webhookSecret, clientSecret) = (Secret(directory, "webhook-secret", now), Secret(directory, "client-secret", now));
        var key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(keyPath));
        return new GitHubApp(Path.GetFullPath(keyPath), key, webhookSecret, clientSecret, new DateTimeOffset(File.GetLastWriteTimeUtc(keyPath)));
    }

    private static string Secret(string directory, string name, DateTimeOffset now)
    {
        var path = Path.Combine(directory, name);
        if (!File.Exists(path))
            WriteSecret(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)) + "\n", now);
        return File.ReadAllText(path).Trim();
    }

    private static void WriteSecret(string path, string text, DateTimeOffset now)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(path, options))
            file.Write(Encoding.ASCII.GetBytes(text));
        File.SetLastWriteTimeUtc(path, now.UtcDateTime);
    }
}
