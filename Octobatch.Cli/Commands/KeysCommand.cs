using System.CommandLine;
using System.Text.Json;
using Octobatch.Cli.Api;
using Octobatch.Cli.Listings;

namespace Octobatch.Cli.Commands;

/// <summary><c>octobatch keys list|create|revoke</c>, for admins.</summary>
internal static class KeysCommand
{
    private const string Path = "api/keys";

    public static Command Create()
    {
        var keys = Listed(new Verb("keys", "List, create and revoke API keys (admins)", "octobatch keys", "octobatch keys create ci --role operator"));
        keys.Add(Listed(new Verb("list", "List the keys that are not revoked", "octobatch keys list")));
        keys.Add(New());
        keys.Add(Revoke());
        return keys;
    }

    private static Verb Listed(Verb verb)
    {
        var limit = SharedOptions.Limit();
        verb.Add(limit);
        return verb.Runs((session, cancellation) =>
            Listing.ShowAsync(session, Path, ApiJson.Default.ApiKey, Columns(session), session.Get(limit), "There are no keys but the admin key.", cancellation));
    }

    private static Verb New()
    {
        var name = new Argument<string>("NAME") { Description = "Whose key it is" };
        var role = new Option<string>("--role") { Description = "viewer reads, operator also runs campaigns, admin also manages keys", DefaultValueFactory = _ => "viewer" };
        role.AcceptOnlyFromAmong("viewer", "operator", "admin");
        var verb = new Verb(
            "create", "Create a key and print it, once", "octobatch keys create ci --role operator",
            "octobatch keys create grafana | gh secret set OCTOBATCH_KEY")
        {
            name,
            role,
        };
        return verb.Runs(async (session, cancellation) =>
        {
            var answer = await session.Client.PostAsync(Path, new NewKey(session.Get(name)!, session.Get(role)!), ApiJson.Default.NewKey, cancellation);
            var created = answer.Read(ApiJson.Default.CreatedKey);
            session.Terminal.WriteLine(session.Json ? answer.Text : created.Key);
            session.Terminal.Say($"Key {created.Id} of {created.Name} ({created.Role}). It is shown this once.");
            return ExitCode.Ok;
        });
    }

    private static Verb Revoke()
    {
        var id = new Argument<string>("ID") { Description = "As `octobatch keys list` shows it" };
        var verb = new Verb("revoke", "Revoke a key; it is refused everywhere within 5 seconds", "octobatch keys revoke 3f0c6f0e-9c3b-4d0e-8f4e-2f1f1b0a7a11") { id };
        return verb.Runs(async (session, cancellation) =>
        {
            var revoked = session.Get(id)!;
            await session.Client.SendAsync(HttpMethod.Delete, $"{Path}/{Uri.EscapeDataString(revoked)}", null, null, cancellation);
            if (session.Json)
                session.Terminal.WriteLine(JsonSerializer.Serialize(new RevokedKey(revoked), ApiJson.Default.RevokedKey));
            else
                session.Terminal.Say($"Key {revoked} is revoked.");
            return ExitCode.Ok;
        });
    }

    private static IReadOnlyList<Column<ApiKey>> Columns(Session session) =>
    [
        new("ID", k => k.Id),
        new("NAME", k => k.Name),
        new("ROLE", k => k.Role),
        new("CREATED", k => Moments.Text(session, k.CreatedAt)),
        new("BY", k => k.CreatedBy),
        new("LAST USED", k => Moments.Text(session, k.LastUsedAt)),
    ];
}
