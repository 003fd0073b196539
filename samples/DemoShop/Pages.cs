namespace DemoShop;

/// <summary>The shop's pages.</summary>
internal static class Pages
{
    private const string Confirming = "Being confirmed";

    private static readonly Html Nothing = new("");

    public static IResult Catalogue() => Page("Books", Html.Of($"""
        <ul class="books">{Books.All.Select(b => Html.Of($"""
          <li>
            <div class="cover" aria-hidden="true">{b.Title[..1]}</div>
            <h2>{b.Title}</h2>
            <p>{b.Author}</p>
            <p class="price">{Money(b.Cents)}</p>
            <form method="post" action="/cart"><input type="hidden" name="book" value="{b.Code}"><button aria-label="Put {b.Title} into the cart">Into the cart</button></form>
          </li>
          """))}
        </ul>
        """));

    public static IResult Cart(IReadOnlyList<Line> lines) => Page("Your cart", lines.Count == 0
        ? Html.Of($"""<p>There is nothing in it yet.</p><p><a class="button" href="/">Look at the books</a></p>""")
        : Html.Of($"""
            <ul class="rows">{lines.Select(l => Html.Of($"""
              <li>
                <strong>{l.Book.Title}</strong>
                <form method="post" action="/cart">
                  <input type="hidden" name="book" value="{l.Book.Code}">
                  <label>Copies <input type="number" name="quantity" value="{l.Quantity}" min="0" max="{Books.MostCopies}" required></label>
                  <button class="quiet" aria-label="Change the copies of {l.Book.Title}">Change</button>
                </form>
                <span class="price">{Money(l.Book.Cents * l.Quantity)}</span>
              </li>
              """))}
            </ul>
            <p class="total">Total <strong>{Money(Books.Total(lines))}</strong></p>
            <form method="post" action="/orders"><button>Order</button></form>
            """));

    /// <param name="hasReturned">The customer comes from the payment page. That proves nothing: anybody can open this address.</param>
    public static IResult Order(Order order, string paymentLink, bool hasReturned) => Page($"Order {order.Id}", Html.Of($"""
        {Status(order, hasReturned)}
        <p>{order.Content}</p>
        <p class="total">Total <strong>{Money(order.Cents)}</strong></p>
        {(IsUnsettled(order) ? Ways(order, paymentLink) : Nothing)}
        {(order.Invoices.Count == 0 ? Nothing : Html.Of($"""
          <h2>What the shop knows of the payment</h2>
          <ul class="rows">{order.Invoices.Select(i => Html.Of($"""
            <li><code>{i.Id}</code><span>{i.Amount:0.00##} {i.Currency}, {i.Status}</span>{(i.Problem is null ? Nothing : Html.Of($"""<strong class="problem">{i.Problem}</strong>"""))}</li>
            """))}
          </ul>
          """))}
        """), IsUnsettled(order) ? order : null);

    public static IResult Widget(Order order, string invoiceId, string payCoreUrl) => Page($"Pay for order {order.Id}", Html.Of($"""
        <p>{order.Content}, <strong>{Money(order.Cents)}</strong>. <a href="/orders/{order.Id}">Back to the order</a></p>
        <script async src="{payCoreUrl}/widget/payment-widget.js"></script>
        <paycore-checkout cpi="{invoiceId}"></paycore-checkout>
        <noscript><p><a class="button" href="{payCoreUrl}/hpp/?cpi={invoiceId}">Pay {Money(order.Cents)}</a></p></noscript>
        """), order);

    public static IResult Orders(IReadOnlyList<Order> orders) => Page("Orders", Html.Of($"""
        <p>The desk of the shop: in a real one it stands behind a sign-in.</p>
        <ul class="rows">{orders.Select(o => Html.Of($"""
          <li><a href="/orders/{o.Id}">{o.Id}</a><span>{o.Content}</span><span>{Word(o)}</span><span class="price">{Money(o.Cents)}</span></li>
          """))}
        </ul>
        {(orders.Count == 0 ? Html.Of($"<p>None yet.</p>") : Nothing)}
        """));

    public static IResult Problem(int status, string title, string text) => Page(title, Html.Of($"""<p>{text}</p><p><a class="button" href="/">Look at the books</a></p>"""), status: status);

    private static Html Status(Order order, bool hasReturned)
    {
        var (title, text) = order.State switch
        {
            State.Paid when order.IsPaidTwice => ("Paid", "It was paid twice: one payment will be refunded."),
            State.Paid => ("Paid", "Thank you! The books are on their way."),
            State.Returned => ("Money returned", "What was paid went back to you."),
            State.Check => ("We are checking your payment", "What arrived is not what was ordered. We shall write to you before anything is sent."),
            State.Pending => (Confirming, "Your payment is under way. This page tells you as soon as it is confirmed."),
            _ when hasReturned => (Confirming, "If you have paid, this page tells you as soon as it is confirmed."),
            _ => ("Not paid yet", "Choose how to pay."),
        };
        var again = title == Confirming ? Html.Of($"""<a href="/orders/{order.Id}">Look again</a>""") : Nothing;
        return Html.Of($"""<div class="state {order.State.ToString().ToLowerInvariant()}"><h2>{title}</h2><p>{text} {again}</p></div>""");
    }

    private static Html Ways(Order order, string paymentLink) => Html.Of($"""
        <h2>Ways to pay</h2>
        <ul class="ways">
          <li><h3>In this shop</h3><p>The payment widget, in a page of ours.</p>
            <form method="post" action="/orders/{order.Id}/pay"><button name="way" value="widget">Pay here</button></form></li>
          <li><h3>On the payment page</h3><p>We take you there and back.</p>
            <form method="post" action="/orders/{order.Id}/pay"><button name="way" value="redirect">Go to the payment page</button></form></li>
          <li><h3>By a link</h3><p>As it would stand in an e-mail.</p>
            <a class="button" href="{paymentLink}">Open the payment link</a>
            <details><summary>The link</summary><code>{paymentLink}</code></details></li>
        </ul>
        """);

    private static bool IsUnsettled(Order order) => order.State is State.Open or State.Pending;

    private static string Word(Order order) => order.State switch
    {
        State.Open => "not paid", State.Pending => "being confirmed", State.Check => "to be checked", State.Returned => "money returned",
        _ => order.IsPaidTwice ? "paid twice" : "paid",
    };

    private static string Money(long cents) => FormattableString.Invariant($"€{cents / 100m:0.00}");

    /// <param name="watched">The order whose page is opened anew when its payment is settled.</param>
    private static IResult Page(string title, Html main, Order? watched = null, int status = 200) => Results.Content(Html.Of($"""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{title} – Corner Books</title>
          <link rel="icon" href="data:,">
          <link rel="stylesheet" href="/shop.css">
          <script type="module" src="/shop.js"></script>
        </head>
        <body>
          <header aria-label="Corner Books"><a class="brand" href="/">Corner Books</a><nav aria-label="Cart and orders"><a href="/cart">Cart</a> <a href="/orders">Orders</a></nav></header>
          <main{(watched is null ? Nothing : Html.Of($" data-watch=\"/orders/{watched.Id}\""))}><h1>{title}</h1>
        {main}
          </main>
        </body>
        </html>
        """).Text, "text/html; charset=utf-8", statusCode: status);
}
