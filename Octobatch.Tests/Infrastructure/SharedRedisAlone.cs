using Xunit;

namespace Octobatch.Tests.Infrastructure;

/// <summary>
/// Tests that say what replicas know of each other through Redis run alone: a replica that cannot reach Redis for a second and a half goes on
/// without it, as it should, and what is counted would be another number.
/// </summary>
[CollectionDefinition(nameof(SharedRedisAlone), DisableParallelization = true)]
public sealed class SharedRedisAlone;
