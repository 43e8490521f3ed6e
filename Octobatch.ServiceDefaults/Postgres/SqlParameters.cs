using Npgsql;

namespace Octobatch.ServiceDefaults.Postgres;

/// <summary>The values of a statement that is being put together; the text only ever gets their numbers.</summary>
public sealed class SqlParameters
{
    private readonly List<object> values = [];

    /// <summary>Takes a value and gives its place in the text, such as <c>$1</c>.</summary>
    public string Add(object value)
    {
        values.Add(value);
        return $"${values.Count}";
    }

    public void CopyTo(NpgsqlCommand command)
    {
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
    }
}
