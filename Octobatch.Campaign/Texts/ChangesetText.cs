using Octobatch.Campaigns.Specs.Meaning;
using Octobatch.Campaigns.Specs.Model;

namespace Octobatch.Campaigns.Texts;

/// <summary>The texts of one repository's commit and pull request, as GitHub takes them.</summary>
/// <param name="Message">The commit's message.</param>
/// <param name="Title">One line of at most <see cref="LongestTitle"/> characters.</param>
/// <param name="Body">At most <see cref="LongestBody"/> characters, in Markdown.</param>
public sealed record ChangesetText(string Message, string Title, string Body)
{
    // GitHub refuses longer ones: "title is too long (maximum is 256 characters)", "body is too long (maximum is 65536 characters)".
    public const int LongestTitle = 256;
    public const int LongestBody = 65_536;

    /// <summary>GitHub names no limit; more than this nobody reads.</summary>
    public const int LongestMessage = 65_536;

    private const string BodyNote = "\n\n_Cut here, because the text is longer than GitHub takes._";

    /// <summary>
    /// Renders the templates of a valid spec. A pure function: the same values give the same texts. Longer texts than GitHub takes are cut
    /// with a note.
    /// </summary>
    /// <param name="reserved">Characters of the body that are kept free for what Octobatch writes below it.</param>
    /// <returns>The texts; or a sentence that says why this repository's values give none.</returns>
    public static (ChangesetText? Text, string? Problem) Render(ChangesetSpec spec, TextValues values, int reserved = 0)
    {
        try
        {
            var title = OneLine(TemplateText.Render(spec.Title, values, LongestTitle * 4));
            if (title.Length == 0)
                return (null, "changeset.title is empty for this repository");
            var message = TemplateText.Render(spec.Message, values, LongestMessage + 1).TrimEnd();
            if (message.Length == 0)
                return (null, "changeset.message is empty for this repository");
            var body = TemplateText.Render(spec.Body, values, LongestBody + 1);
            return (new(Cut(message, LongestMessage, "…"), Cut(title, LongestTitle, "…"), Cut(body, LongestBody - reserved, BodyNote)), null);
        }
        catch (TemplateException e)
        {
            return (null, e.Message);
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Cut(string text, int longest, string note)
    {
        if (text.Length <= longest)
            return text;
        var length = longest - note.Length;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + note;
    }
}
