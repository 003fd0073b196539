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
                    ReturnUrl = table.Column<string>(type: "TEXT", nullable: true),
                    AutoReturn = table.Column<bool>(type: "INTEGER", nullable: false),
                    AllowedDomains = table.Column<string>(type: "TEXT", nullable: false),
                    InvoiceLifetimeSeconds = table.Column<long>(type: "INTEGER", nullable: false),
                    AttemptsLimit = table.Column<int>(type: "INTEGER", nullable: false),
                    LinkModeTest = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    LinkModeLive = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    PublicKeyTest = table.Column<string>(type: "TEXT", nullable: false),
                    PublicKeyLive = table.Column<string>(type: "TEXT", nullable: false),
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
                    Version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoices_customers", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "accounts_api_keys",
                columns: table => new
                {
                    Id = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    AccountId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "TEXT", maxLength: 4, nullable: false),
                    Hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    Created = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_api_keys", x => x.Id);
                    table.ForeignKey(
                        name: "FK_accounts_api_keys_accounts_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "accounts_accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
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
                    Created = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts_secrets", x => x.Id);
                    table.ForeignKey(
                        name: "FK_accounts_secrets_accounts_accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "accounts_accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
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
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
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
                    PaymentFlow = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    Service = table.Column<string>(type: "TEXT", nullable: true),
                    FieldsGiven = table.Column<string>(type: "TEXT", nullable: false),
                    Active = table.Column<string>(type: "TEXT", nullable: true),
                    Payments = table.Column<int>(type: "INTEGER", nullable: false),
                    Attempts = table.Column<int>(type: "INTEGER", nullable: false),
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
                    ClientIp = table.Column<string>(type: "TEXT", nullable: true),
                    CustomerId = table.Column<string>(type: "TEXT", maxLength: 24, nullable: true),
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
                    Created = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_invoices_events", x => x.Position);
                    table.ForeignKey(
                        name: "FK_invoices_events_invoices_invoices_InvoiceId",
                        column: x => x.InvoiceId,
                        principalTable: "invoices_invoices",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Cascade);
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
                name: "IX_accounts_secrets_AccountId",
                table: "accounts_secrets",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_callbacks_callbacks_AccountId_Created_Id",
                table: "callbacks_callbacks",
                columns: new[] { "AccountId", "Created", "Id" });

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
                name: "IX_invoices_customers_AccountId_Mode_Reference",
                table: "invoices_customers",
                columns: new[] { "AccountId", "Mode", "Reference" },
                unique: true,
                filter: "\"Reference\" IS NOT NULL");

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
                name: "IX_invoices_invoices_CustomerId",
                table: "invoices_invoices",
                column: "CustomerId");

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts_api_keys");

            migrationBuilder.DropTable(
                name: "accounts_secrets");

            migrationBuilder.DropTable(
                name: "callbacks_attempts");

            migrationBuilder.DropTable(
                name: "invoices_events");

            migrationBuilder.DropTable(
                name: "accounts_accounts");

            migrationBuilder.DropTable(
                name: "callbacks_callbacks");

            migrationBuilder.DropTable(
                name: "invoices_invoices");

            migrationBuilder.DropTable(
                name: "invoices_customers");
        }
    }
}
