using MediatR;
using PayCore.Commerce.Shared;

namespace PayCore.Commerce.Hpp.Contracts;

/// <summary>
/// A signed payment link (contract/hpp.md, Signed link), absolute, by the account's newest link key of the mode; <c>not_found</c> when it has none.
/// Nothing is stored.
/// </summary>
/// <param name="Parameters">The link's parameters as a query without question mark, and without <c>sig</c>, <c>sig_exp</c> and <c>kid</c>.</param>
/// <param name="Ends">When the link stops working; whole seconds.</param>
public sealed record SignLink(AccountId Account, Mode Mode, string Parameters, DateTimeOffset Ends) : IRequest<Result<string>>;
