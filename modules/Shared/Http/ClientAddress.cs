using System.Net;
using System.Net.Sockets;

namespace PayCore.Commerce.Shared.Http;

/// <summary>Who counts as one client where requests are limited (contract/public-api.md): an IPv4 address, or an IPv6 /64, which is what one household has.</summary>
public static class ClientAddress
{
    public static string Household(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }
}
