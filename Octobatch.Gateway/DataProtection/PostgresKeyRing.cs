using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Octobatch.Gateway.DataProtection;

/// <summary>Keeps Data Protection's keys where every replica finds them. Its interface is synchronous; it is asked once a day.</summary>
internal sealed class PostgresKeyRing(IServiceProvider services, TimeProvider time) : IXmlRepository
{
    private NpgsqlDataSource Postgres => services.GetRequiredService<NpgsqlDataSource>();

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = Postgres.CreateCommand("select xml from data_protection_keys order by created_at");
        using var row = command.ExecuteReader();
        var found = new List<XElement>();
        while (row.Read())
            found.Add(XElement.Parse(row.GetString(0)));
        return found;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = Postgres.CreateCommand("insert into data_protection_keys (name, xml, created_at) values ($1, $2, $3)");
        command.Parameters.Add(new() { Value = friendlyName });
        command.Parameters.Add(new() { Value = element.ToString(SaveOptions.DisableFormatting) });
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.ExecuteNonQuery();
    }
}
