using System.Net;
using System.Net.Sockets;

namespace PayCore.Commerce.Tests.Support;

/// <summary>A port of loopback where nobody listens, and which nobody else can take meanwhile: it is bound, and no more.</summary>
internal sealed class ClosedPort : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public ClosedPort() => socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public string Url => $"http://{socket.LocalEndPoint}";

    public void Dispose() => socket.Dispose();
}
