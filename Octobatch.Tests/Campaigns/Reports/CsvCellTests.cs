using Octobatch.Campaigns.Reports;
using Xunit;

namespace Octobatch.Tests.Campaigns.Reports;

public sealed class CsvCellTests
{
    [Theory]
    [InlineData("acme/shop", "acme/shop")]
    [InlineData("", "")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=HYPERLINK(\"http://x\",1)", "\"'=HYPERLINK(\"\"http://x\"\",1)\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData(-1, "-1")]
    public void A_cell_is_text_whatever_it_holds(object value, string cell) => Assert.Equal(cell, CsvReport.Cell(value));
}
