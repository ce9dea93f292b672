package dev.gapless.standalone.api;

import dev.gapless.common.platform.EndpointRules;
import dev.gapless.common.platform.IdempotencyKey;
import dev.gapless.common.secret.Secret;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One service's interface, called with one token. */
public final class RestApi {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int REPEATS = 3;

    private final HttpClient http;
    private final String url;
    private final Secret token;
    private final @Nullable String planHash;

    private RestApi(HttpClient http, String url, Secret token, @Nullable String planHash) {
        this.http = http;
        this.url = url;
        this.token = token;
        this.planHash = planHash;
    }

    /** @param tokenFile readable by its owner only, as {@code gapless up} makes it */
    public static RestApi at(String url, Path tokenFile) throws IOException {
        return new RestApi(client().build(), url, token(tokenFile), null);
    }

    /** @param authority PEM file with the certificate of who signed that of the service */
    public static RestApi at(String url, Path tokenFile, Path authority) throws IOException {
        return new RestApi(
                client().sslContext(AuthorityTrust.context(authority)).build(), url, token(tokenFile), null);
    }

    /** The same interface, whose calls are carried out only under the plan with this hash; null for any. */
    public RestApi ifMatch(@Nullable String hash) {
        return new RestApi(http, url, token, hash);
    }

    private static HttpClient.Builder client() {
        return HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5));
    }

    private static Secret token(Path file) throws IOException {
        return Secret.of(Files.readString(file).strip());
    }

    public String get(String path) throws IOException, InterruptedException {
        return text(request(path).GET());
    }

    /** The answer may take as long as {@code patience}. */
    public String get(String path, Duration patience) throws IOException, InterruptedException {
        return text(request(path).timeout(patience).GET());
    }

    /** The answer's lines as they come. */
    public Stream<String> lines(String path) throws IOException, InterruptedException {
        HttpResponse<Stream<String>> answer = http.send(request(path).GET().build(), BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            throw new RefusedException(
                    answer.statusCode(), String.join("\n", answer.body().toList()));
        }
        return answer.body();
    }

    public String put(String path, String contentType, byte[] body) throws IOException, InterruptedException {
        return text(request(path).header("Content-Type", contentType).PUT(BodyPublishers.ofByteArray(body)));
    }

    public String delete(String path) throws IOException, InterruptedException {
        return text(request(path).DELETE());
    }

    public String post(String path, String contentType, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body));
        return EndpointRules.takesIdempotencyKey("POST", URI.create(path).getRawPath())
                ? once(request.header(IdempotencyKey.HEADER, UUID.randomUUID().toString()))
                : text(request);
    }

    /** A call whose answer was lost is made again under its key, which is carried out once. */
    private String once(HttpRequest.Builder request) throws IOException, InterruptedException {
        for (int repeats = 0; repeats < REPEATS; repeats++) {
            try {
                return text(request);
            } catch (ConnectException | HttpTimeoutException e) {
                // no process is there, or one is still at it
                throw e;
            } catch (IOException e) {
                Thread.sleep(PAUSE);
            }
        }
        return text(request);
    }

    /** Sends a file as it is read; the answer may take as long as {@code patience}. */
    public String postFile(String path, String contentType, Path file, Duration patience)
            throws IOException, InterruptedException {
        return text(request(path)
                .timeout(patience)
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofFile(file)));
    }

    /** The answer's lines as they come; the first may take as long as {@code patience}. */
    public Stream<String> postLines(String path, byte[] body, Duration patience)
            throws IOException, InterruptedException {
        HttpRequest request = request(path)
                .timeout(patience)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        HttpResponse<Stream<String>> answer = http.send(request, BodyHandlers.ofLines());
        if (answer.statusCode() != 200) {
            throw new RefusedException(
                    answer.statusCode(), String.join("\n", answer.body().toList()));
        }
        return answer.body();
    }

    /** The answer's bytes, as they are. */
    public byte[] bytes(String path) throws IOException, InterruptedException {
        HttpRequest request =
                request(path).header("Accept", "application/octet-stream").GET().build();
        HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new RefusedException(answer.statusCode(), new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token.reveal());
        return planHash == null ? request : request.header("If-Match", '"' + planHash + '"');
    }

    private String text(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new RefusedException(answer.statusCode(), answer.body());
        }
        return answer.body();
    }
}
