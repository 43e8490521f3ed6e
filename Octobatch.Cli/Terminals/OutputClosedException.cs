namespace Octobatch.Cli.Terminals;

/// <summary>Whoever reads the output, such as a pager or <c>head</c>, has seen enough.</summary>
internal sealed class OutputClosedException(IOException inner) : Exception(inner.Message, inner);
