namespace PayCore.Commerce.Shared;

/// <summary>What an error means to the caller; one table makes an HTTP status of it (<see cref="Http.ErrorResponse"/>).</summary>
public enum ErrorKind
{
    Malformed,
    Unauthorized,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Conflict,
    TooLarge,
    UnsupportedMedia,
    Invalid,
    RateLimited,
    Internal,
    Gateway,
    Unavailable,
    GatewayTimeout,
}

/// <summary>
/// An expected failure. <paramref name="Code"/> is stable and listed in contract/README.md; <paramref name="Source"/> is the attribute's path
/// (<c>customer/email</c>), which the writer turns into the pointer of the API's own shape, or an absolute pointer when it starts with a slash;
/// <paramref name="Parameter"/> names a query parameter instead.
/// </summary>
public sealed record Error(string Code, ErrorKind Kind, string Detail, string? Source = null)
{
    public string? Parameter { get; init; }

    /// <summary>Tells the client when to come again: the <c>Retry-After</c> header, whole seconds.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further facts, e.g. the id of the invoice in the way.</summary>
    public IReadOnlyDictionary<string, string>? Meta { get; init; }

    public static Error Invalid(string code, string detail, string? source = null) => new(code, ErrorKind.Invalid, detail, source);

    public static Error InvalidParameter(string code, string detail, string parameter) => new(code, ErrorKind.Invalid, detail) { Parameter = parameter };

    public static Error Conflict(string code, string detail) => new(code, ErrorKind.Conflict, detail);

    public static Error Forbidden(string code, string detail) => new(code, ErrorKind.Forbidden, detail);

    public static Error Unauthorized(string detail) => new("unauthorized", ErrorKind.Unauthorized, detail);

    public static Error NotFound() => new("not_found", ErrorKind.NotFound, "There is no such resource for this caller.");
}

/// <summary>A result that the pipeline can make a failure of without knowing its value.</summary>
public interface IFailable<TSelf>
{
    static abstract TSelf Fail(IReadOnlyList<Error> errors);

    bool IsFailure { get; }

    IReadOnlyList<Error> Errors { get; }
}

/// <summary>Nothing to say beyond success.</summary>
public readonly record struct Done;

/// <summary>The value of a use case, or why there is none: one error or all invalid members at once.</summary>
public sealed class Result<T> : IFailable<Result<T>>
{
    private readonly T? value;

    private Result(T? value, IReadOnlyList<Error> errors) => (this.value, Errors) = (value, errors);

    public IReadOnlyList<Error> Errors { get; }

    public bool IsFailure => Errors.Count > 0;

    /// <summary>The first error: the only one, except for invalid members.</summary>
    public Error Error => Errors[0];

    /// <exception cref="InvalidOperationException">The result is a failure: a bug of the caller, who must ask first.</exception>
    public T Value => IsFailure ? throw new InvalidOperationException($"There is no value: {Error.Code}.") : value!;

    public static Result<T> Fail(IReadOnlyList<Error> errors) => new(default, errors);

    public static implicit operator Result<T>(T value) => new(value, []);

    public static implicit operator Result<T>(Error error) => new(default, [error]);

    public static implicit operator Result<T>(List<Error> errors) => new(default, errors);

    public Result<TOther> Map<TOther>(Func<T, TOther> map) => IsFailure ? Result<TOther>.Fail(Errors) : map(Value);
}

public static class Result
{
    public static Result<Done> Done { get; } = new Done();

    /// <summary>Success with a value whose type is an interface, for which C# makes no implicit conversion.</summary>
    public static Result<T> Of<T>(T value) => value;
}
