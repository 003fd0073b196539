import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Verifies a callback by its Standard Webhooks signature. Java 11 or later, no packages. */
public final class Verify {
    /** secret: sk_test_… or sk_live_… · headers: lower-case names · body: the raw bytes as received. */
    public static boolean verify(String secret, Map<String, String> headers, byte[] body, long nowSeconds) throws GeneralSecurityException {
        String id = headers.get("webhook-id"), timestamp = headers.get("webhook-timestamp");
        if (Math.abs(nowSeconds - Long.parseLong(timestamp)) > 300) return false; // Older than five minutes: a replay.
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        byte[] expected = Base64.getEncoder().encode(mac.doFinal(body));
        for (String signature : headers.get("webhook-signature").split(" ")) {
            if (signature.startsWith("v1,") && MessageDigest.isEqual(expected, signature.substring(3).getBytes(StandardCharsets.UTF_8))) return true;
        }
        return false;
    }
}
