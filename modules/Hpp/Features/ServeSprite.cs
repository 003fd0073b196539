using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using PayCore.Commerce.Hpp.Desk;

namespace PayCore.Commerce.Hpp.Features;

/// <summary>GET /methods/sprite.svg?v=…: the icons of all methods in one drawing, kept by browsers for a year because its address changes with it.</summary>
internal static class ServeSprite
{
    internal static void Map(IEndpointRouteBuilder assets) =>
        assets.MapMethods(MethodSprite.Path, ShowLink.Reading, (MethodSprite sprite, HttpContext http) =>
        {
            http.Response.Headers.CacheControl = http.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, max-age=300";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return Results.Bytes(sprite.Content, "image/svg+xml");
        });
}
