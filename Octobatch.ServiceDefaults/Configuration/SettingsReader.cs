using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Octobatch.ServiceDefaults.Configuration;

/// <summary>Fills settings classes from configuration and collects every problem instead of stopping at the first.</summary>
public static class SettingsReader
{
    /// <summary>Reads <typeparamref name="T"/>; what is wrong keeps its default and is added to <paramref name="problems"/>.</summary>
    public static T Read<T>(IConfiguration configuration, ICollection<SettingProblem> problems) where T : ISettings, new()
    {
        var settings = new T();
        var found = new List<SettingProblem>();
        foreach (var (property, setting) in Of(typeof(T)))
        {
            var value = Value(configuration, setting);
            if (value is null)
            {
                if (setting.Required is { } hint)
                    found.Add(new(setting.Variable, $"{setting.Variable} is not set: {hint}"));
            }
            else if (Convert(value, property.PropertyType) is { } converted)
            {
                property.SetValue(settings, converted);
            }
            else
            {
                var shown = setting.Secret ? "its value" : $"'{value}'";
                found.Add(new(setting.Variable, $"{setting.Variable}: {shown} is not {Expected(property.PropertyType)}"));
            }
        }

        found.AddRange(settings.Validate().Where(p => found.TrueForAll(f => f.Variable != p.Variable)));
        foreach (var problem in found)
            problems.Add(problem with { Dependency = T.Dependency });
        return settings;
    }

    /// <summary>The settings that a class reads, in order of declaration.</summary>
    public static IEnumerable<(PropertyInfo Property, SettingAttribute Setting)> Of(Type type) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        let setting = property.GetCustomAttribute<SettingAttribute>()
        where setting is not null
        select (property, setting);

    /// <summary>The values of all secret settings of a class that are set, as they were given, for redaction.</summary>
    public static IEnumerable<string> Secrets(Type type, IConfiguration configuration) =>
        from entry in Of(type)
        where entry.Setting.Secret
        let value = Value(configuration, entry.Setting)
        where value is not null
        select value;

    private static string? Value(IConfiguration configuration, SettingAttribute setting) =>
        setting.Keys.Prepend(setting.Variable)
            .Select(key => configuration[key])
            .FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));

    private static object? Convert(string text, Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return text;
        if (type == typeof(int))
            return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
        if (type == typeof(bool))
            return bool.TryParse(text, out var flag) ? flag : null;
        if (type == typeof(Uri))
            return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "file" ? uri : null;
        if (type.IsEnum)
            return Enum.TryParse(type, text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var member) && Enum.IsDefined(type, member) ? member : null;
        throw new NotSupportedException($"Settings of type {type} cannot be read.");
    }

    private static string Expected(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(int))
            return "a whole number";
        if (type == typeof(bool))
            return "true or false";
        return type.IsEnum
            ? "one of " + string.Join(", ", Enum.GetNames(type).Select(n => n.ToLowerInvariant()))
            : "an absolute http or https URL";
    }
}
