using System.Text.Json.Serialization;

namespace Octobatch.Campaigns.Publishing.Watching.Redelivery;

/// <summary>A try to deliver a webhook, as GitHub lists it.</summary>
/// <param name="Id">Of this try.</param>
/// <param name="Guid">Of what was to be delivered: the same at every try.</param>
/// <param name="StatusCode">What our gateway answered; 0: nothing.</param>
internal sealed record HookDelivery(long Id, Guid Guid, DateTimeOffset DeliveredAt, string? Status, int StatusCode)
{
    public bool Failed => StatusCode is < 200 or > 299 && Status is not "pending";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(List<HookDelivery>))]
internal sealed partial class HookJson : JsonSerializerContext;
