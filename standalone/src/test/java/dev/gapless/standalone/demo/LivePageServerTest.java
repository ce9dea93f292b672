package dev.gapless.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gapless.common.position.StreamId;
import dev.gapless.standalone.api.RestApi;
import dev.gapless.testing.StubHttpServer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LivePageServerTest {

    @TempDir
    private Path directory;

    private final StubHttpServer live = new StubHttpServer();
    private LivePageServer page;

    @BeforeEach
    void start() throws Exception {
        live.handle("/v1/live/tickets", exchange -> StubHttpServer.answer(exchange, 200, "{\"ticket\":\"t1\"}"));
        Path token = Files.writeString(directory.resolve("token"), "secret");
        page = LivePageServer.open();
        page.show(
                RestApi.at(live.url(), token),
                "ws://127.0.0.1:9/v1/live/socket",
                List.of(new StreamId("sandbox", "acc-0001", "posts")));
    }

    @AfterEach
    void stop() {
        page.close();
        live.close();
    }

    @Test
    void the_page_its_files_and_a_ticket_are_had_by_the_address_that_is_printed() throws Exception {
        assertThat(answer("GET", path(), host(), "")).startsWith("HTTP/1.1 200").contains("Content-security-policy:");
        assertThat(answer("GET", path() + "page.js", host(), "")).contains("gapless.v1.json");
        assertThat(answer("GET", path() + "page.css", host(), "")).contains("text/css");
        assertThat(answer("POST", path() + "connection", host(), ""))
                .contains("ws://127.0.0.1:9/v1/live/socket?ticket=t1", "sandbox/acc-0001/posts");
    }

    @Test
    void nothing_is_answered_without_the_key_and_no_other_page_gets_a_ticket() throws Exception {
        assertThat(answer("GET", "/", host(), "")).startsWith("HTTP/1.1 404");
        assertThat(answer("POST", "/0123/connection", host(), "")).startsWith("HTTP/1.1 404");
        assertThat(answer("POST", path() + "connection", host(), "Origin: http://127.0.0.1:1\r\n"))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("ticket");
        assertThat(answer("POST", path() + "connection", "elsewhere.example", ""))
                .startsWith("HTTP/1.1 403");
        assertThat(answer("GET", path() + "../token", host(), "")).startsWith("HTTP/1.1 404");
    }

    private String path() {
        return URI.create(page.url()).getPath();
    }

    private String host() {
        return URI.create(page.origin()).getAuthority();
    }

    /** By a plain socket, for a client does not let its Host and Origin be chosen. */
    private String answer(String method, String path, String host, String header) throws Exception {
        URI at = URI.create(page.origin());
        try (Socket socket = new Socket(at.getHost(), at.getPort());
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            out.write("%s %s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .formatted(method, path, host, header)
                    .getBytes(StandardCharsets.UTF_8));
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
