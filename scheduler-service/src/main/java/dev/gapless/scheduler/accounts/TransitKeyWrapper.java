package dev.gapless.scheduler.accounts;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.gapless.scheduler.accounts.AccountsProperties.KeyServiceProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/**
 * Wraps data keys by a service for keys, over the transit protocol. The key-encryption key never leaves that service,
 * and a change of it is a new version there. Which version is the newest is asked at each look.
 */
final class TransitKeyWrapper implements KeyWrapper {

    private static final Logger LOG = LoggerFactory.getLogger(TransitKeyWrapper.class);
    private static final String TOKEN = "X-Vault-Token";

    /** What the service answers; members that are not asked for are null. */
    record TransitAnswer(@Nullable TransitData data) {

        /**
         * The part of the answer that matters.
         *
         * @param plaintext in base64
         * @param latestVersion of the key
         */
        record TransitData(
                @Nullable String ciphertext,
                @Nullable String plaintext,
                @JsonProperty("latest_version") @Nullable Integer latestVersion) {}
    }

    private final RestClient service;
    private final KeyServiceProperties properties;
    private final @Nullable KeyWrapper former;
    private volatile int version;

    /** @param former unwraps what a keyset has wrapped; null without one */
    TransitKeyWrapper(RestClient service, KeyServiceProperties properties, @Nullable KeyWrapper former) {
        this.service = service;
        this.properties = properties;
        this.former = former;
    }

    /** Asks which version of the key is the newest. */
    void look() {
        version = require(call("keys", null).latestVersion(), "latest_version");
    }

    private static boolean isOwn(byte[] wrapped) {
        return string(wrapped).startsWith("vault:");
    }

    @Override
    public byte[] prefix() {
        return "vault:v%d:".formatted(version).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] wrap(byte[] key, String source) {
        return text("encrypt", Map.of("plaintext", Base64.getEncoder().encodeToString(key)));
    }

    @Override
    public byte[] unwrap(byte[] wrapped, String source) {
        if (!isOwn(wrapped)) {
            if (former == null) {
                throw new IllegalStateException("the data key of %s opens with a keyset only".formatted(source));
            }
            return former.unwrap(wrapped, source);
        }
        String plaintext =
                require(call("decrypt", Map.of("ciphertext", string(wrapped))).plaintext(), "plaintext");
        return Base64.getDecoder().decode(plaintext);
    }

    /** The service says by its answer that a text does not open. */
    @Override
    public boolean has(byte[] wrapped) {
        return isOwn(wrapped) || (former != null && former.has(wrapped));
    }

    /** The service does it by itself: the data key is not seen here. */
    @Override
    public byte[] rewrap(byte[] wrapped, String source) {
        if (!isOwn(wrapped)) {
            return wrap(unwrap(wrapped, source), source);
        }
        return text("rewrap", Map.of("ciphertext", string(wrapped)));
    }

    private byte[] text(String what, Map<String, String> body) {
        return require(call(what, body).ciphertext(), "ciphertext").getBytes(StandardCharsets.UTF_8);
    }

    private static String string(byte[] wrapped) {
        return new String(wrapped, StandardCharsets.UTF_8);
    }

    /** @param body null to read */
    private TransitAnswer.TransitData call(String what, @Nullable Map<String, String> body) {
        String path = "/v1/{mount}/{what}/{key}";
        try {
            String token = Files.readString(properties.tokenFile()).strip();
            RestClient.RequestHeadersSpec<?> request = body == null
                    ? service.get().uri(path, properties.mount(), what, properties.key())
                    : service.post()
                            .uri(path, properties.mount(), what, properties.key())
                            .contentType(MediaType.APPLICATION_JSON)
                            .body(body);
            TransitAnswer answer = request.header(TOKEN, token).retrieve().body(TransitAnswer.class);
            return require(answer == null ? null : answer.data(), "data");
        } catch (HttpClientErrorException.BadRequest e) {
            // the service is there, and says that this text is not to be opened with the key
            throw new IllegalStateException(
                    "the service for keys refuses %s of the key %s".formatted(what, properties.key()), e);
        } catch (RestClientException | IOException e) {
            LOG.warn("key-service-unanswered call={} key={} cause=\"{}\"", what, properties.key(), e.toString());
            throw new KeyServiceUnavailableException(
                    "the service for keys did not answer %s of the key %s".formatted(what, properties.key()), e);
        }
    }

    private static <T> T require(@Nullable T member, String name) {
        if (member == null) {
            throw new KeyServiceUnavailableException(
                    "the service for keys answered without a member", new IOException("no " + name));
        }
        return member;
    }
}
