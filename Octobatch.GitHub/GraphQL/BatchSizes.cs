namespace Octobatch.GitHub.GraphQL;

/// <summary>How many items GitHub takes in one request, learned apart for each kind of question.</summary>
internal sealed class BatchSizes(int most, int mostWrites)
{
    private const int MostHeads = 100;

    /// <summary>Repositories whose files are asked for.</summary>
    public Batches Files { get; } = new(most);

    /// <summary>Repositories whose blobs are asked for.</summary>
    public Batches Blobs { get; } = new(most);

    /// <summary>Repositories whose heads are asked for, which are little work.</summary>
    public Batches Heads { get; } = new(MostHeads);

    /// <summary>Pull requests or branches.</summary>
    public Batches Pulls { get; } = new(most);

    /// <summary>Items that one document of mutations changes.</summary>
    public MutationBatches Changes { get; } = new(mostWrites);
}
