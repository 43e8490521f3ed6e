using System.Collections.Concurrent;
using System.Diagnostics;

namespace Octobatch.ServiceDefaults.Processes;

/// <summary>
/// Starts processes on a thread that never ends. On Linux the kernel counts the starting <em>thread</em> as the parent whose death a child may
/// be told of (PR_SET_PDEATHSIG), and threads of the pool come and go.
/// </summary>
public static class ProcessStarter
{
    private static readonly Lazy<BlockingCollection<Action>> Work = new(() =>
    {
        var work = new BlockingCollection<Action>();
        new Thread(() =>
        {
            foreach (var action in work.GetConsumingEnumerable()) action();
        })
        { IsBackground = true, Name = "child process starter" }.Start();
        return work;
    });

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static Task<Process> StartAsync(ProcessStartInfo info)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Work.Value.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
            catch (Exception e)
            {
                started.SetException(e);
            }
        });
        return started.Task;
    }
}
