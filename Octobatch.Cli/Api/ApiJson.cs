using System.Text.Json;
using System.Text.Json.Serialization;
using Octobatch.Cli.Commands;
using Octobatch.Cli.Configuration;
using Octobatch.Cli.Specs;

namespace Octobatch.Cli.Api;

/// <summary>How the API's JSON becomes values, generated at build time so that nothing is looked up by reflection.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = false)]
[JsonSerializable(typeof(Accepted))]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(ApiProblem))]
[JsonSerializable(typeof(Campaign))]
[JsonSerializable(typeof(Changeset))]
[JsonSerializable(typeof(ChangesetChoice))]
[JsonSerializable(typeof(CloseCampaign))]
[JsonSerializable(typeof(CreatedKey))]
[JsonSerializable(typeof(DiffGroup))]
[JsonSerializable(typeof(InstallationToken))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ListedRepository))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(NewRun))]
[JsonSerializable(typeof(PageOf<Changeset>), TypeInfoPropertyName = "PageChangeset")]
[JsonSerializable(typeof(PageOf<Run>), TypeInfoPropertyName = "PageRun")]
[JsonSerializable(typeof(Progress))]
[JsonSerializable(typeof(RawPage))]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(RevokedKey))]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(SavedLogin))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(SpecVersion))]
[JsonSerializable(typeof(StartedRun))]
[JsonSerializable(typeof(Target))]
[JsonSerializable(typeof(TokenScope))]
[JsonSerializable(typeof(WrittenSpec))]
internal sealed partial class ApiJson : JsonSerializerContext;
