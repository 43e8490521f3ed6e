using Octobatch.Pages.Tests.Browsing;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(RunningPages))]
