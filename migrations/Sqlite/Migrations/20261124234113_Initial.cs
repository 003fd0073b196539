using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace PayCore.Commerce.Migrations.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "accounts_accounts",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Name = table.Column<string>(type: "TEXT", nullable: false),
                    Website = table.Column<string>(type: "TEXT", nullable: true),
                    SupportContact = table.Column<string>(type: "TEXT", nullable: true),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Currencies = table.Column<string>(type: "TEXT", nullable: false),
                    CallbackUrl = table.Column<string>(type: "TEXT", nullable: true),
                    CallbackOnlyFinal = table.Column<bool>(type: "INTEGER", nullable: false),
                    CallbackStrategy = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    CallbackIntervalSeconds = table.Column<int>(type: "INTEGER", nullable: false),
                    CallbackRetries = table.Column<int>(type: "INTEGER", nullable: false),
                    CallbackExposeCard = table.Column<bool>(type: "INTEGER", nullable: false),
                    CallbackMaxConcurrency = table.Column<int>(type: "INTEGER", nullable: false),
                    CallbackPaused = table.Column<bool>(type: "INTEGER", nullable: false),
                    ReturnUrl = table.Column<string>(type: "TEXT", nullable: true),
                    AutoReturn = table.Column<bool>(type: "INTEGER", nullable: false),
                    AllowedDomains = table.Column<string>(type: "TEXT", nullable: false),
                    InvoiceLifetimeSeconds = table.Column<long>(type: "INTEGER", nullable: false),
                    AttemptsLimit = table.Column<int>(type: "INTEGER", nullable: false),
                    Fees = table.Column<string>(type: "TEXT", nullable: false),
                    LinkModeTest = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    LinkModeLive = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    PublicKeyTest = table.Column<string>(type: "TEXT", nullable: false),
                    PublicKeyLive = table.Column<string>(type: "TEXT", nullable: false),
                    HppDefaults = table.Column<string>(type: "TEXT", nullable: true),
                    Logo = table.Column<string>(type: "TEXT", nullable: true),
                    TestClockSeconds = table.Column<long>(type: "INTEGER", nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_accounts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "callbacks_callbacks",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    InvoiceId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    IsResend = table.Column<bool>(type: "INTEGER", nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Reason = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Url = table.Column<string>(type: "TEXT", nullable: true),
                    Host = table.Column<string>(type: "TEXT", maxLength: 300, nullable: true),
                    Body = table.Column<byte[]>(type: "BLOB", nullable: true),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Due = table.Column<long>(type: "INTEGER", nullable: true),
                    Delivered = table.Column<long>(type: "INTEGER", nullable: true),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
                    LastHttpStatus = table.Column<int>(type: "INTEGER", nullable: true),
                    LastError = table.Column<string>(type: "TEXT", nullable: true),
                    Claim = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    ClaimedBy = table.Column<string>(type: "TEXT", maxLength: 40, nullable: true),
                    LeasedUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_callbacks_callbacks", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "invoices_customers",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Reference = table.Column<string>(type: "TEXT", nullable: true),
                    Data = table.Column<string>(type: "TEXT", nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Updated = table.Column<long>(type: "INTEGER", nullable: false),
                    EraseDue = table.Column<long>(type: "INTEGER", nullable: true),
                    ErasedUpTo = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoices_customers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "invoices_links",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    LeastMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    MostMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    PresetMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    Description = table.Column<string>(type: "TEXT", nullable: true),
                    Service = table.Column<string>(type: "TEXT", nullable: true),
                    ShowMethods = table.Column<string>(type: "TEXT", nullable: false),
                    Locale = table.Column<string>(type: "TEXT", nullable: true),
                    Opens = table.Column<long>(type: "INTEGER", nullable: true),
                    Expires = table.Column<long>(type: "INTEGER", nullable: true),
                    MaxPayments = table.Column<int>(type: "INTEGER", nullable: true),
                    MaxTotalMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    ReturnUrl = table.Column<string>(type: "TEXT", nullable: true),
                    Metadata = table.Column<string>(type: "TEXT", nullable: true),
                    Customer = table.Column<string>(type: "TEXT", nullable: true),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Closed = table.Column<long>(type: "INTEGER", nullable: true),
                    Turn = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoices_links", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "methods_gateway_accounts",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Gateway = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Name = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    Enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    IsAutomatic = table.Column<bool>(type: "INTEGER", nullable: false),
                    ProtectedCredentials = table.Column<string>(type: "TEXT", nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_methods_gateway_accounts", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "methods_reconciliations",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Source = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Day = table.Column<long>(type: "INTEGER", nullable: false),
                    GatewayAccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    ClaimId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    LeaseUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    Accounts = table.Column<string>(type: "TEXT", nullable: false),
                    Differences = table.Column<string>(type: "TEXT", nullable: false),
                    DifferenceCount = table.Column<int>(type: "INTEGER", nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Finished = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_methods_reconciliations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "methods_services",
                columns: table => new
                {
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Code = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Position = table.Column<int>(type: "INTEGER", nullable: false),
                    RequiredFields = table.Column<string>(type: "TEXT", nullable: false),
                    AmountMinMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    AmountMaxMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    Countries = table.Column<string>(type: "TEXT", nullable: false),
                    Label = table.Column<string>(type: "TEXT", nullable: false),
                    Fee = table.Column<string>(type: "TEXT", nullable: false),
                    Enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    Routes = table.Column<string>(type: "TEXT", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_methods_services", x => new { x.AccountId, x.Mode, x.Code });
                });

            migrationBuilder.CreateTable(
                name: "sandbox_charges",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    Owner = table.Column<string>(type: "TEXT", nullable: false),
                    Merchant = table.Column<string>(type: "TEXT", nullable: false),
                    ClientKey = table.Column<string>(type: "TEXT", nullable: false),
                    IdempotencyKey = table.Column<string>(type: "TEXT", nullable: false),
                    Reference = table.Column<string>(type: "TEXT", nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    Page = table.Column<string>(type: "TEXT", nullable: false),
                    Method = table.Column<string>(type: "TEXT", nullable: false),
                    Payee = table.Column<string>(type: "TEXT", nullable: false),
                    Description = table.Column<string>(type: "TEXT", nullable: true),
                    ReturnUrl = table.Column<string>(type: "TEXT", nullable: false),
                    FormToken = table.Column<string>(type: "TEXT", nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    PaidMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    Reason = table.Column<string>(type: "TEXT", nullable: true),
                    Capture = table.Column<bool>(type: "INTEGER", nullable: false),
                    AuthorizedMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    AuthorizationExpires = table.Column<long>(type: "INTEGER", nullable: true),
                    Refunds = table.Column<string>(type: "TEXT", nullable: false),
                    Disputes = table.Column<string>(type: "TEXT", nullable: false),
                    NextMoment = table.Column<long>(type: "INTEGER", nullable: true),
                    CardIndex = table.Column<int>(type: "INTEGER", nullable: true),
                    CardExpiry = table.Column<string>(type: "TEXT", nullable: true),
                    CardHolder = table.Column<string>(type: "TEXT", nullable: true),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Updated = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sandbox_charges", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "sandbox_notifications",
                columns: table => new
                {
                    Position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    EventId = table.Column<string>(type: "TEXT", nullable: false),
                    ChargeId = table.Column<string>(type: "TEXT", nullable: false),
                    ClientKey = table.Column<string>(type: "TEXT", nullable: false),
                    Body = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastStatus = table.Column<int>(type: "INTEGER", nullable: true),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sandbox_notifications", x => x.Position);
                });

            migrationBuilder.CreateTable(
                name: "accounts_api_keys",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Revoked = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_api_keys", x => x.Id);
                    table.ForeignKey(
                        name: "FK_accounts_api_keys_accounts_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "accounts_accounts",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "accounts_events",
                columns: table => new
                {
                    Position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Key = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Address = table.Column<string>(type: "TEXT", nullable: true),
                    What = table.Column<string>(type: "TEXT", nullable: false),
                    Details = table.Column<string>(type: "TEXT", nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_events", x => x.Position);
                    table.ForeignKey(
                        name: "FK_accounts_events_accounts_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "accounts_accounts",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "accounts_logos",
                columns: table => new
                {
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Hash = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    Png = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_logos", x => x.AccountId);
                    table.ForeignKey(
                        name: "FK_accounts_logos_accounts_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "accounts_accounts",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "accounts_secrets",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Protected = table.Column<string>(type: "TEXT", nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Expires = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_secrets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_accounts_secrets_accounts_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "accounts_accounts",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "callbacks_attempts",
                columns: table => new
                {
                    CallbackId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Started = table.Column<long>(type: "INTEGER", nullable: false),
                    DurationMilliseconds = table.Column<long>(type: "INTEGER", nullable: false),
                    HttpStatus = table.Column<int>(type: "INTEGER", nullable: true),
                    Error = table.Column<string>(type: "TEXT", nullable: true),
                    Answer = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_callbacks_attempts", x => new { x.CallbackId, x.Number });
                    table.ForeignKey(
                        name: "FK_callbacks_attempts_callbacks_callbacks_CallbackId",
                        column: x => x.CallbackId,
                        principalTable: "callbacks_callbacks",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "invoices_invoices",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Source = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ReferenceId = table.Column<string>(type: "TEXT", nullable: false),
                    PrivateReference = table.Column<string>(type: "TEXT", nullable: true),
                    PublicReference = table.Column<string>(type: "TEXT", nullable: true),
                    DraftId = table.Column<string>(type: "TEXT", nullable: true),
                    LinkId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    SlotTaken = table.Column<long>(type: "INTEGER", nullable: true),
                    Fingerprint = table.Column<string>(type: "TEXT", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Resolution = table.Column<string>(type: "TEXT", nullable: false),
                    ResolutionMessage = table.Column<string>(type: "TEXT", nullable: true),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    PaymentAmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    FeeMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    ProcessedMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    ProcessedFeeMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    Processed = table.Column<long>(type: "INTEGER", nullable: true),
                    Failed = table.Column<long>(type: "INTEGER", nullable: true),
                    PaidResolution = table.Column<string>(type: "TEXT", nullable: false),
                    AuthorizedMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    AuthorizationExpires = table.Column<long>(type: "INTEGER", nullable: true),
                    VoidAsked = table.Column<bool>(type: "INTEGER", nullable: false),
                    CaptureMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    CaptureReference = table.Column<string>(type: "TEXT", nullable: true),
                    Refunded = table.Column<long>(type: "INTEGER", nullable: true),
                    ChargedBack = table.Column<long>(type: "INTEGER", nullable: true),
                    ChargedBackMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    ReturnsFees = table.Column<bool>(type: "INTEGER", nullable: false),
                    PaymentFlow = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Service = table.Column<string>(type: "TEXT", nullable: true),
                    FieldsGiven = table.Column<string>(type: "TEXT", nullable: false),
                    Active = table.Column<string>(type: "TEXT", nullable: true),
                    Payments = table.Column<int>(type: "INTEGER", nullable: false),
                    Attempted = table.Column<string>(type: "TEXT", nullable: false),
                    AttemptsLimit = table.Column<int>(type: "INTEGER", nullable: false),
                    FormsUsed = table.Column<string>(type: "TEXT", nullable: false),
                    Notices = table.Column<string>(type: "TEXT", nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Updated = table.Column<long>(type: "INTEGER", nullable: false),
                    Expires = table.Column<long>(type: "INTEGER", nullable: false),
                    ExpiresGiven = table.Column<bool>(type: "INTEGER", nullable: false),
                    Extensions = table.Column<int>(type: "INTEGER", nullable: false),
                    Metadata = table.Column<string>(type: "TEXT", nullable: true),
                    Description = table.Column<string>(type: "TEXT", nullable: true),
                    Descriptor = table.Column<string>(type: "TEXT", nullable: true),
                    CallbackUrl = table.Column<string>(type: "TEXT", nullable: true),
                    ReturnUrl = table.Column<string>(type: "TEXT", nullable: true),
                    ReturnUrls = table.Column<string>(type: "TEXT", nullable: true),
                    Locale = table.Column<string>(type: "TEXT", nullable: true),
                    PageQuery = table.Column<string>(type: "TEXT", nullable: true),
                    ClientIp = table.Column<string>(type: "TEXT", nullable: true),
                    CustomerId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    Booked = table.Column<string>(type: "TEXT", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoices_invoices", x => x.Id);
                    table.ForeignKey(
                        name: "FK_invoices_invoices_invoices_customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "invoices_customers",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "methods_bank_files",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    GatewayAccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Format = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Sha256 = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Bytes = table.Column<long>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Finished = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_methods_bank_files", x => x.Id);
                    table.ForeignKey(
                        name: "FK_methods_bank_files_methods_gateway_accounts_GatewayAccountId",
                        column: x => x.GatewayAccountId,
                        principalTable: "methods_gateway_accounts",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "methods_notifications",
                columns: table => new
                {
                    Position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    GatewayAccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Gateway = table.Column<string>(type: "TEXT", nullable: false),
                    ExternalId = table.Column<string>(type: "TEXT", nullable: false),
                    Body = table.Column<byte[]>(type: "BLOB", nullable: false),
                    PaymentId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    LastProblem = table.Column<string>(type: "TEXT", nullable: true),
                    Received = table.Column<long>(type: "INTEGER", nullable: false),
                    Applied = table.Column<long>(type: "INTEGER", nullable: true),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_methods_notifications", x => x.Position);
                    table.ForeignKey(
                        name: "FK_methods_notifications_methods_gateway_accounts_GatewayAccountId",
                        column: x => x.GatewayAccountId,
                        principalTable: "methods_gateway_accounts",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "methods_payments",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    InvoiceId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Service = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    Method = table.Column<string>(type: "TEXT", nullable: false),
                    Flow = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    PaymentFlow = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Gateway = table.Column<string>(type: "TEXT", nullable: false),
                    GatewayAccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Tried = table.Column<string>(type: "TEXT", nullable: false),
                    RoutesLeft = table.Column<string>(type: "TEXT", nullable: false),
                    SplitFrom = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    FormId = table.Column<string>(type: "TEXT", nullable: true),
                    Fields = table.Column<string>(type: "TEXT", nullable: false),
                    Description = table.Column<string>(type: "TEXT", nullable: true),
                    Expires = table.Column<long>(type: "INTEGER", nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Resolution = table.Column<string>(type: "TEXT", nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    FeeMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    Terms = table.Column<string>(type: "TEXT", nullable: true),
                    PaidMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    AmountMismatch = table.Column<bool>(type: "INTEGER", nullable: false),
                    AuthorizedMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    AuthorizationExpires = table.Column<long>(type: "INTEGER", nullable: true),
                    Capture = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    VoidRefused = table.Column<bool>(type: "INTEGER", nullable: false),
                    VoidRefusals = table.Column<int>(type: "INTEGER", nullable: false),
                    Refunds = table.Column<string>(type: "TEXT", nullable: false),
                    Disputes = table.Column<string>(type: "TEXT", nullable: false),
                    Foreign = table.Column<string>(type: "TEXT", nullable: false),
                    GatewayReference = table.Column<string>(type: "TEXT", nullable: true),
                    FlowData = table.Column<string>(type: "TEXT", nullable: true),
                    Card = table.Column<string>(type: "TEXT", nullable: true),
                    Original = table.Column<string>(type: "TEXT", nullable: true),
                    IsErased = table.Column<bool>(type: "INTEGER", nullable: false),
                    Rrn = table.Column<string>(type: "TEXT", nullable: true),
                    Arn = table.Column<string>(type: "TEXT", nullable: true),
                    ApprovalCode = table.Column<string>(type: "TEXT", nullable: true),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Updated = table.Column<long>(type: "INTEGER", nullable: false),
                    StartUntil = table.Column<long>(type: "INTEGER", nullable: false),
                    NextQuery = table.Column<long>(type: "INTEGER", nullable: true),
                    Queried = table.Column<long>(type: "INTEGER", nullable: true),
                    Queries = table.Column<int>(type: "INTEGER", nullable: false),
                    CancelAsked = table.Column<bool>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_methods_payments", x => x.Id);
                    table.ForeignKey(
                        name: "FK_methods_payments_methods_gateway_accounts_GatewayAccountId",
                        column: x => x.GatewayAccountId,
                        principalTable: "methods_gateway_accounts",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "invoices_events",
                columns: table => new
                {
                    Position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    InvoiceId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Resolution = table.Column<string>(type: "TEXT", nullable: false),
                    Cause = table.Column<string>(type: "TEXT", nullable: false),
                    Actor = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    PaymentId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    Notice = table.Column<string>(type: "TEXT", nullable: true),
                    Route = table.Column<string>(type: "TEXT", nullable: true),
                    Created = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoices_events", x => x.Position);
                    table.ForeignKey(
                        name: "FK_invoices_events_invoices_invoices_InvoiceId",
                        column: x => x.InvoiceId,
                        principalTable: "invoices_invoices",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "invoices_movements",
                columns: table => new
                {
                    Position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    InvoiceId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    ReferenceId = table.Column<string>(type: "TEXT", nullable: false),
                    PaymentId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    Resolution = table.Column<string>(type: "TEXT", nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoices_movements", x => x.Position);
                    table.ForeignKey(
                        name: "FK_invoices_movements_invoices_invoices_InvoiceId",
                        column: x => x.InvoiceId,
                        principalTable: "invoices_invoices",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "invoices_refunds",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    InvoiceId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    ReferenceId = table.Column<string>(type: "TEXT", nullable: true),
                    AskedMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    Description = table.Column<string>(type: "TEXT", nullable: true),
                    Source = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    FeeMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Resolution = table.Column<string>(type: "TEXT", nullable: false),
                    OriginalId = table.Column<string>(type: "TEXT", nullable: true),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Updated = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoices_refunds", x => x.Id);
                    table.ForeignKey(
                        name: "FK_invoices_refunds_invoices_invoices_InvoiceId",
                        column: x => x.InvoiceId,
                        principalTable: "invoices_invoices",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "methods_bank_entries",
                columns: table => new
                {
                    BankFileId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Number = table.Column<int>(type: "INTEGER", nullable: false),
                    Line = table.Column<int>(type: "INTEGER", nullable: false),
                    Booked = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    Reference = table.Column<string>(type: "TEXT", maxLength: 35, nullable: true),
                    Result = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    PaymentId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    InvoiceId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_methods_bank_entries", x => new { x.BankFileId, x.Number });
                    table.ForeignKey(
                        name: "FK_methods_bank_entries_methods_bank_files_BankFileId",
                        column: x => x.BankFileId,
                        principalTable: "methods_bank_files",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "methods_arrivals",
                columns: table => new
                {
                    Position = table.Column<long>(type: "INTEGER", nullable: false)
                        .Annotation("Sqlite:Autoincrement", true),
                    PaymentId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    InvoiceId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    GatewayAccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    OriginalId = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    Status = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Currency = table.Column<string>(type: "TEXT", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: false),
                    AskedMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    Description = table.Column<string>(type: "TEXT", nullable: true),
                    Source = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    BankFileId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
                    Booked = table.Column<DateOnly>(type: "TEXT", nullable: true),
                    Created = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_methods_arrivals", x => x.Position);
                    table.ForeignKey(
                        name: "FK_methods_arrivals_methods_bank_files_BankFileId",
                        column: x => x.BankFileId,
                        principalTable: "methods_bank_files",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_methods_arrivals_methods_gateway_accounts_GatewayAccountId",
                        column: x => x.GatewayAccountId,
                        principalTable: "methods_gateway_accounts",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_methods_arrivals_methods_payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "methods_payments",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateTable(
                name: "methods_operations",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    PaymentId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    InvoiceId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Kind = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    GatewayAccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AmountMinor = table.Column<long>(type: "INTEGER", nullable: true),
                    Description = table.Column<string>(type: "TEXT", nullable: true),
                    State = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    ClaimId = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    LeaseUntil = table.Column<long>(type: "INTEGER", nullable: true),
                    DueAt = table.Column<long>(type: "INTEGER", nullable: false),
                    Tries = table.Column<int>(type: "INTEGER", nullable: false),
                    LastProblem = table.Column<string>(type: "TEXT", nullable: true),
                    Created = table.Column<long>(type: "INTEGER", nullable: false),
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_methods_operations", x => x.Id);
                    table.ForeignKey(
                        name: "FK_methods_operations_methods_gateway_accounts_GatewayAccountId",
                        column: x => x.GatewayAccountId,
                        principalTable: "methods_gateway_accounts",
                        principalColumn: "Id");
                    table.ForeignKey(
                        name: "FK_methods_operations_methods_payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "methods_payments",
                        principalColumn: "Id");
                });

            migrationBuilder.CreateIndex(
                name: "IX_accounts_accounts_PublicKeyLive",
                table: "accounts_accounts",
                column: "PublicKeyLive",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_accounts_accounts_PublicKeyTest",
                table: "accounts_accounts",
                column: "PublicKeyTest",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_accounts_api_keys_AccountId",
                table: "accounts_api_keys",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_accounts_events_AccountId_Position",
                table: "accounts_events",
                columns: new[] { "AccountId", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_accounts_secrets_AccountId",
                table: "accounts_secrets",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_callbacks_callbacks_AccountId_Created_Id",
                table: "callbacks_callbacks",
                columns: new[] { "AccountId", "Created", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_callbacks_callbacks_AccountId_InvoiceId",
                table: "callbacks_callbacks",
                columns: new[] { "AccountId", "InvoiceId" },
                filter: "\"Status\" = 'held'");

            migrationBuilder.CreateIndex(
                name: "IX_callbacks_callbacks_Due_Host_AccountId_InvoiceId",
                table: "callbacks_callbacks",
                columns: new[] { "Due", "Host", "AccountId", "InvoiceId" },
                filter: "\"Status\" = 'pending'");

            migrationBuilder.CreateIndex(
                name: "IX_callbacks_callbacks_InvoiceId",
                table: "callbacks_callbacks",
                column: "InvoiceId");

            migrationBuilder.CreateIndex(
                name: "IX_invoices_customers_AccountId_Mode_Created_Id",
                table: "invoices_customers",
                columns: new[] { "AccountId", "Mode", "Created", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_invoices_customers_AccountId_Mode_Reference",
                table: "invoices_customers",
                columns: new[] { "AccountId", "Mode", "Reference" },
                unique: true,
                filter: "\"Reference\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_invoices_customers_EraseDue",
                table: "invoices_customers",
                column: "EraseDue",
                filter: "\"EraseDue\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_invoices_events_AccountId_Position",
                table: "invoices_events",
                columns: new[] { "AccountId", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_invoices_events_InvoiceId",
                table: "invoices_events",
                column: "InvoiceId");

            migrationBuilder.CreateIndex(
                name: "IX_invoices_invoices_AccountId_Created_Id",
                table: "invoices_invoices",
                columns: new[] { "AccountId", "Created", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_invoices_invoices_AccountId_Mode_PrivateReference",
                table: "invoices_invoices",
                columns: new[] { "AccountId", "Mode", "PrivateReference" },
                unique: true,
                filter: "\"PrivateReference\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_invoices_invoices_AccountId_Mode_PublicReference",
                table: "invoices_invoices",
                columns: new[] { "AccountId", "Mode", "PublicReference" },
                unique: true,
                filter: "\"PublicReference\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_invoices_invoices_AccountId_ReferenceId",
                table: "invoices_invoices",
                columns: new[] { "AccountId", "ReferenceId" });

            migrationBuilder.CreateIndex(
                name: "IX_invoices_invoices_CustomerId_Id",
                table: "invoices_invoices",
                columns: new[] { "CustomerId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_invoices_invoices_DraftId",
                table: "invoices_invoices",
                column: "DraftId",
                unique: true,
                filter: "\"DraftId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_invoices_invoices_Expires",
                table: "invoices_invoices",
                column: "Expires",
                filter: "\"State\" IN ('created', 'process_pending', 'process_error')");

            migrationBuilder.CreateIndex(
                name: "IX_invoices_invoices_LinkId_SlotTaken",
                table: "invoices_invoices",
                columns: new[] { "LinkId", "SlotTaken" },
                filter: "\"LinkId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_invoices_links_AccountId_Created_Id",
                table: "invoices_links",
                columns: new[] { "AccountId", "Created", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_invoices_movements_AccountId_Mode_Created_Position",
                table: "invoices_movements",
                columns: new[] { "AccountId", "Mode", "Created", "Position" });

            migrationBuilder.CreateIndex(
                name: "IX_invoices_movements_InvoiceId_Number",
                table: "invoices_movements",
                columns: new[] { "InvoiceId", "Number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_invoices_refunds_AccountId_Mode_ReferenceId",
                table: "invoices_refunds",
                columns: new[] { "AccountId", "Mode", "ReferenceId" },
                unique: true,
                filter: "\"ReferenceId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_invoices_refunds_InvoiceId",
                table: "invoices_refunds",
                column: "InvoiceId");

            migrationBuilder.CreateIndex(
                name: "IX_methods_arrivals_BankFileId",
                table: "methods_arrivals",
                column: "BankFileId");

            migrationBuilder.CreateIndex(
                name: "IX_methods_arrivals_GatewayAccountId_OriginalId",
                table: "methods_arrivals",
                columns: new[] { "GatewayAccountId", "OriginalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_methods_arrivals_PaymentId",
                table: "methods_arrivals",
                column: "PaymentId");

            migrationBuilder.CreateIndex(
                name: "IX_methods_bank_files_AccountId_Created_Id",
                table: "methods_bank_files",
                columns: new[] { "AccountId", "Created", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_methods_bank_files_GatewayAccountId_Sha256",
                table: "methods_bank_files",
                columns: new[] { "GatewayAccountId", "Sha256" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_methods_gateway_accounts_AccountId_Mode",
                table: "methods_gateway_accounts",
                columns: new[] { "AccountId", "Mode" });

            migrationBuilder.CreateIndex(
                name: "IX_methods_gateway_accounts_AccountId_Mode_Gateway",
                table: "methods_gateway_accounts",
                columns: new[] { "AccountId", "Mode", "Gateway" },
                unique: true,
                filter: "\"IsAutomatic\"");

            migrationBuilder.CreateIndex(
                name: "IX_methods_notifications_DueAt",
                table: "methods_notifications",
                column: "DueAt",
                filter: "\"State\" = 'received'");

            migrationBuilder.CreateIndex(
                name: "IX_methods_notifications_GatewayAccountId_ExternalId",
                table: "methods_notifications",
                columns: new[] { "GatewayAccountId", "ExternalId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_methods_notifications_PaymentId",
                table: "methods_notifications",
                column: "PaymentId");

            migrationBuilder.CreateIndex(
                name: "IX_methods_notifications_Received",
                table: "methods_notifications",
                column: "Received",
                filter: "\"State\" <> 'received'");

            migrationBuilder.CreateIndex(
                name: "IX_methods_operations_DueAt",
                table: "methods_operations",
                column: "DueAt",
                filter: "\"State\" = 'due'");

            migrationBuilder.CreateIndex(
                name: "IX_methods_operations_GatewayAccountId",
                table: "methods_operations",
                column: "GatewayAccountId");

            migrationBuilder.CreateIndex(
                name: "IX_methods_operations_PaymentId_Kind_GatewayAccountId",
                table: "methods_operations",
                columns: new[] { "PaymentId", "Kind", "GatewayAccountId" },
                unique: true,
                filter: "\"State\" = 'due' AND \"Kind\" <> 'refund'");

            migrationBuilder.CreateIndex(
                name: "IX_methods_payments_FormId_Service",
                table: "methods_payments",
                columns: new[] { "FormId", "Service" },
                unique: true,
                filter: "\"FormId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_methods_payments_GatewayAccountId_Created",
                table: "methods_payments",
                columns: new[] { "GatewayAccountId", "Created" });

            migrationBuilder.CreateIndex(
                name: "IX_methods_payments_GatewayAccountId_GatewayReference",
                table: "methods_payments",
                columns: new[] { "GatewayAccountId", "GatewayReference" },
                unique: true,
                filter: "\"GatewayReference\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_methods_payments_InvoiceId",
                table: "methods_payments",
                column: "InvoiceId");

            migrationBuilder.CreateIndex(
                name: "IX_methods_payments_NextQuery",
                table: "methods_payments",
                column: "NextQuery",
                filter: "\"NextQuery\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_methods_reconciliations_AccountId_Mode_Created_Id",
                table: "methods_reconciliations",
                columns: new[] { "AccountId", "Mode", "Created", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_methods_reconciliations_AccountId_Mode_Day",
                table: "methods_reconciliations",
                columns: new[] { "AccountId", "Mode", "Day" },
                unique: true,
                filter: "\"Status\" = 'running' AND \"Source\" = 'nightly'");

            migrationBuilder.CreateIndex(
                name: "IX_methods_reconciliations_AccountId_Mode_Day_GatewayAccountId",
                table: "methods_reconciliations",
                columns: new[] { "AccountId", "Mode", "Day", "GatewayAccountId" },
                unique: true,
                filter: "\"Status\" = 'running' AND \"Source\" = 'api'");

            migrationBuilder.CreateIndex(
                name: "IX_methods_reconciliations_Created",
                table: "methods_reconciliations",
                column: "Created",
                filter: "\"Status\" = 'running'");

            migrationBuilder.CreateIndex(
                name: "methods_reconciliations_of_all",
                table: "methods_reconciliations",
                columns: new[] { "AccountId", "Mode", "Day" },
                unique: true,
                filter: "\"Status\" = 'running' AND \"Source\" = 'api' AND \"GatewayAccountId\" IS NULL");

            migrationBuilder.CreateIndex(
                name: "IX_sandbox_charges_Merchant_Created",
                table: "sandbox_charges",
                columns: new[] { "Merchant", "Created" });

            migrationBuilder.CreateIndex(
                name: "IX_sandbox_charges_Merchant_IdempotencyKey",
                table: "sandbox_charges",
                columns: new[] { "Merchant", "IdempotencyKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_sandbox_charges_Merchant_Reference",
                table: "sandbox_charges",
                columns: new[] { "Merchant", "Reference" });

            migrationBuilder.CreateIndex(
                name: "IX_sandbox_charges_Merchant_Updated",
                table: "sandbox_charges",
                columns: new[] { "Merchant", "Updated" });

            migrationBuilder.CreateIndex(
                name: "IX_sandbox_charges_NextMoment",
                table: "sandbox_charges",
                column: "NextMoment",
                filter: "\"NextMoment\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_sandbox_notifications_ChargeId",
                table: "sandbox_notifications",
                column: "ChargeId");

            migrationBuilder.CreateIndex(
                name: "IX_sandbox_notifications_DueAt",
                table: "sandbox_notifications",
                column: "DueAt",
                filter: "\"State\" = 'due'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts_api_keys");

            migrationBuilder.DropTable(
                name: "accounts_events");

            migrationBuilder.DropTable(
                name: "accounts_logos");

            migrationBuilder.DropTable(
                name: "accounts_secrets");

            migrationBuilder.DropTable(
                name: "callbacks_attempts");

            migrationBuilder.DropTable(
                name: "invoices_events");

            migrationBuilder.DropTable(
                name: "invoices_links");

            migrationBuilder.DropTable(
                name: "invoices_movements");

            migrationBuilder.DropTable(
                name: "invoices_refunds");

            migrationBuilder.DropTable(
                name: "methods_arrivals");

            migrationBuilder.DropTable(
                name: "methods_bank_entries");

            migrationBuilder.DropTable(
                name: "methods_notifications");

            migrationBuilder.DropTable(
                name: "methods_operations");

            migrationBuilder.DropTable(
                name: "methods_reconciliations");

            migrationBuilder.DropTable(
                name: "methods_services");

            migrationBuilder.DropTable(
                name: "sandbox_charges");

            migrationBuilder.DropTable(
                name: "sandbox_notifications");

            migrationBuilder.DropTable(
                name: "accounts_accounts");

            migrationBuilder.DropTable(
                name: "callbacks_callbacks");

            migrationBuilder.DropTable(
                name: "invoices_invoices");

            migrationBuilder.DropTable(
                name: "methods_bank_files");

            migrationBuilder.DropTable(
                name: "methods_payments");

            migrationBuilder.DropTable(
                name: "invoices_customers");

            migrationBuilder.DropTable(
                name: "methods_gateway_accounts");
        }
    }
}
