using Octobatch.Standalone;

namespace Octobatch.Tests.Infrastructure;

/// <summary>Ports for programs that take a number and not "any": Standalone takes five in a row.</summary>
internal static class FreePorts
{
    private const int InARow = 5;
    private const int Looked = 9_000;

    /// <summary>One for a server that stops and comes back: below those that the system hands out, so that nobody is given it meanwhile.</summary>
    public static int FindOne()
    {
        int candidate;
        do
            candidate = Random.Shared.Next(12_000, 20_000);
        while (!Ports.IsFree(candidate));
        return candidate;
    }

    /// <summary>The first of five in a row that are free now. Those who may run side by side look from different numbers.</summary>
    public static int Find(int from = 21_000)
    {
        for (var candidate = from; candidate < from + Looked; candidate += InARow)
        {
            if (Enumerable.Range(candidate, InARow).All(Ports.IsFree))
                return candidate;
        }

        throw new InvalidOperationException($"There are no {InARow} free ports in a row from {from} on.");
    }
}
