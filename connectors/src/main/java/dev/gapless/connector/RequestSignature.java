package dev.gapless.connector;

import dev.gapless.common.position.MicrosecondTime;
import dev.gapless.connector.extraction.NumberForm;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * How a request is signed with a shared secret (HMAC, RFC 2104).
 *
 * @param secret member of the credential that holds the shared secret
 * @param secretEncoding how the credential writes it
 * @param text what is signed; see {@link #PARTS} for its placeholders, any other is a member of the credential
 * @param timestamp where the request tells its time; null when it does not
 * @param unit of the timestamp
 * @param place where the signature goes
 * @param encoding how the signature is written
 */
public record RequestSignature(
        SignatureAlgorithm algorithm,
        String secret,
        ByteEncoding secretEncoding,
        String text,
        @Nullable RequestPlace timestamp,
        NumberForm unit,
        RequestPlace place,
        ByteEncoding encoding) {

    /**
     * Names of the request's own parts in {@link #text}. Among them are the raw query without the signature, path and
     * query together, and the timestamp as the request has it.
     */
    public static final String PARTS = "method, path, query, target, body, timestamp";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9_-]+)}");

    /** The hash that the signature is made with. */
    public enum SignatureAlgorithm {
        HMAC_SHA1("HmacSHA1"),
        HMAC_SHA256("HmacSHA256"),
        HMAC_SHA384("HmacSHA384"),
        HMAC_SHA512("HmacSHA512");

        private final String javaName;

        SignatureAlgorithm(String javaName) {
            this.javaName = javaName;
        }
    }

    /** How bytes are written as text. */
    public enum ByteEncoding {
        /** UTF-8; of secrets only. */
        TEXT,
        HEX,
        BASE64;

        /** @return null when the text is not of this encoding, or empty */
        byte @Nullable [] decode(String text) {
            try {
                byte[] bytes = switch (this) {
                    case TEXT -> text.getBytes(StandardCharsets.UTF_8);
                    case HEX -> HexFormat.of().parseHex(text);
                    case BASE64 -> Base64.getDecoder().decode(text);
                };
                return bytes.length == 0 ? null : bytes;
            } catch (IllegalArgumentException e) {
                return null;
            }
        }

        String encode(byte[] bytes) {
            return this == BASE64
                    ? Base64.getEncoder().encodeToString(bytes)
                    : HexFormat.of().formatHex(bytes);
        }
    }

    /**
     * A place in a request.
     *
     * @param header true for a header, false for a parameter of the query
     */
    public record RequestPlace(boolean header, String name) {}

    /**
     * Adds the timestamp and the signature. A credential without the secret leaves the request as it is, so the source
     * refuses it.
     *
     * @param members of the credential
     */
    AuthenticatedRequest sign(
            AuthenticatedRequest request, String method, byte[] body, Map<String, String> members, Instant now) {
        byte[] key = secretEncoding.decode(members.getOrDefault(secret, ""));
        if (key == null) {
            return request;
        }
        String time = unit.format(MicrosecondTime.of(now));
        AuthenticatedRequest timed = timestamp == null ? request : with(request, timestamp, time);
        Map<String, String> parts = new HashMap<>(members);
        String query = timed.uri().getRawQuery() == null ? "" : timed.uri().getRawQuery();
        String path = timed.uri().getRawPath();
        parts.put("method", method);
        parts.put("path", path);
        parts.put("query", query);
        parts.put("target", query.isEmpty() ? path : path + "?" + query);
        parts.put("body", new String(body, StandardCharsets.UTF_8));
        parts.put("timestamp", time);
        String signed = PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(parts.getOrDefault(found.group(1), "")));
        return with(timed, place, encoding.encode(mac(key, signed.getBytes(StandardCharsets.UTF_8))));
    }

    private byte[] mac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(algorithm.javaName);
            mac.init(new SecretKeySpec(key, algorithm.javaName));
            return mac.doFinal(message);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            // every Java platform has these hashes, and the key is not empty
            throw new IllegalStateException("no " + algorithm.javaName, e);
        }
    }

    private static AuthenticatedRequest with(AuthenticatedRequest request, RequestPlace place, String value) {
        if (place.header()) {
            Map<String, String> headers = new LinkedHashMap<>(request.headers());
            headers.put(place.name(), value);
            return new AuthenticatedRequest(request.uri(), headers, request.token());
        }
        return new AuthenticatedRequest(
                withParameter(request.uri(), place.name(), value), request.headers(), request.token());
    }

    static URI withParameter(URI uri, String name, String value) {
        String parameter = URLEncoder.encode(name, StandardCharsets.UTF_8) + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8);
        return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + parameter);
    }
}
