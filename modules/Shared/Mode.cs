namespace PayCore.Commerce.Shared;

/// <summary>Two worlds that never meet: a test key reaches only test resources (contract/README.md).</summary>
public enum Mode
{
    Test,
    Live,
}
