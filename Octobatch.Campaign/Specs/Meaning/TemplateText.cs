using Fluid;
using Fluid.Values;
using Octobatch.Campaigns.Texts;

namespace Octobatch.Campaigns.Specs.Meaning;

/// <summary>Renders what <see cref="Templates"/> has checked, and as strictly: a name without a value is an error, not a gap.</summary>
internal static class TemplateText
{
    private static readonly TemplateOptions Options = new() { StrictVariables = true, StrictFilters = true, MaxSteps = 10_000, MaxRecursion = 100 };

    /// <summary>The text, cut after <paramref name="longest"/> characters.</summary>
    /// <exception cref="TemplateException">The template is none, or names what has no value. A validated spec's does neither.</exception>
    public static string Render(string text, TextValues values, int longest)
    {
        if (!TemplateParser.Instance.TryParse(text, out var template, out var error))
            throw new TemplateException($"the template cannot be read: {error.Split('\n')[0].Trim()}");
        var context = new TemplateContext(Options);
        foreach (var (name, value) in Names(values))
            context.SetValue(name, value);
        using var writer = new BoundedWriter(longest);
        try
        {
            // All values are here, so nothing is waited for.
            template.RenderAsync(writer, NullEncoder.Default, context).AsTask().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is FluidException or InvalidOperationException)
        {
            throw new TemplateException($"the template cannot be rendered: {e.Message}");
        }

        return writer.ToString();
    }

    private static IEnumerable<(string Name, FluidValue Value)> Names(TextValues values)
    {
        yield return ("campaign", Dictionary(
            ("name", Text(values.Campaign.Name)), ("description", Text(values.Campaign.Description)), ("url", Text(values.Campaign.Url))));
        yield return ("repository", Dictionary(
            ("name", Text(values.Repository.Name.Name)), ("owner", Text(values.Repository.Name.Owner)),
            ("full_name", Text($"{values.Repository.Name.Owner}/{values.Repository.Name.Name}")),
            ("default_branch", Text(values.Repository.DefaultBranch)), ("url", Text(values.Repository.Url))));
        yield return ("diff", Dictionary(
            ("files_changed", NumberValue.Create(values.Diff.FilesChanged)), ("additions", NumberValue.Create(values.Diff.Additions)),
            ("deletions", NumberValue.Create(values.Diff.Deletions))));
        yield return ("steps", new ArrayValue(
            [.. values.Outputs.Select(output => output is null ? Dictionary() : Dictionary(("output", Text(Harmless(output)))))]));
    }

    // A command's output is a stranger's text: with a comment in it, it could pass for the marker by which Octobatch knows its own.
    private static string Harmless(string output) => output.Replace("<!--", "&lt;!--", StringComparison.Ordinal);

    private static StringValue Text(string text) => new(text, encode: false);

    private static DictionaryValue Dictionary(params ReadOnlySpan<(string Name, FluidValue Value)> members)
    {
        var values = new Dictionary<string, FluidValue>(StringComparer.Ordinal);
        foreach (var (name, value) in members)
            values[name] = value;
        return new(new FluidValueDictionaryFluidIndexable(values));
    }

    /// <summary>Takes what fits and drops the rest, so that no chain of filters can fill the memory.</summary>
    private sealed class BoundedWriter(int longest) : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        public override void Write(char value) => Write([value]);

        public override void Write(string? value) => Write(value.AsSpan());

        public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

        public override void Write(ReadOnlySpan<char> buffer)
        {
            var room = longest - GetStringBuilder().Length;
            GetStringBuilder().Append(buffer[..Math.Min(room, buffer.Length)]);
        }

        public override Task WriteAsync(string? value) => Done(value.AsSpan());

        public override Task WriteAsync(char value) => Done([value]);

        public override Task WriteAsync(char[] buffer, int index, int count) => Done(buffer.AsSpan(index, count));

        public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) => Done(buffer.Span);

        private Task Done(ReadOnlySpan<char> text)
        {
            Write(text);
            return Task.CompletedTask;
        }
    }
}

/// <summary>A template and its values do not fit together.</summary>
internal sealed class TemplateException(string message) : Exception(message);
