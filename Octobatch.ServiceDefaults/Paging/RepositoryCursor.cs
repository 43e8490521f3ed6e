using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Octobatch.ServiceDefaults.Paging;

/// <summary>The place of a repository in the order of all lists: by owner, then by name, both in lower case, then by id.</summary>
public sealed record RepositoryCursor(string OwnerKey, string NameKey, long Id)
{
    public static RepositoryCursor Of(string owner, string name, long id) => new(owner.ToLowerInvariant(), name.ToLowerInvariant(), id);

    /// <summary>What <see cref="ToString"/> made, or null when the text is not that.</summary>
    public static RepositoryCursor? Parse(string text)
    {
        if (text.Length > 1_000 || !Base64Url.IsValid(text))
            return null;
        return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split('/') is [var owner, var name, var id]
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && !(owner + name).Any(char.IsControl)
                ? new(owner, name, number)
                : null;
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{OwnerKey}/{NameKey}/{Id}"));
}
