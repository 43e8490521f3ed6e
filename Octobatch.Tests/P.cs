using Xunit;
namespace Octobatch.Tests;
public sealed class PTests { [Fact] public void One_is_one() => Assert.Equal(1, int.Parse("1")); }
