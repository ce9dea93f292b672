package dev.gapless.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Holds the lists of the three flows in {@code docs/architecture.md} to their length and to the code. A class that
 * wraps a listed type behind the same interface is a step of the flow as well, so the text must name it.
 */
class FlowLengthsTest {

    private static final Path PAGE = Path.of("..", "docs", "architecture.md");
    private static final Map<String, Integer> MAX_TYPES =
            Map.of("A live frame", 6, "A mining page", 8, "A captured record", 10);
    private static final Pattern STEP = Pattern.compile("(?m)^\\d+\\. `(\\w+)`");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern IMPLEMENTS =
            Pattern.compile("\\b(?:class|record)\\s+\\w+[^{]*?\\bimplements\\s+([\\w\\s,.<>]+)\\{");

    @Test
    void each_flow_has_no_more_types_than_it_may_and_names_every_wrapper() throws IOException {
        List<RepositorySource> services = RepositorySource.readAll().stream()
                .filter(RepositorySource::main)
                .filter(source -> source.module().endsWith("-service")
                        || List.of("common", "connectors").contains(source.module()))
                .toList();
        String page = Files.readString(PAGE);
        MAX_TYPES.forEach((flow, most) -> {
            String section = section(page, flow);
            List<String> steps = names(STEP, section);
            assertThat(steps).as(flow).isNotEmpty().doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(most);
            assertThat(services).as(flow).extracting(RepositorySource::type).containsAll(steps);
            assertThat(wrappers(services, steps))
                    .as("%s: wraps a type of the list, and the text does not name it", flow)
                    .isSubsetOf(names(NAME, section));
        });
    }

    @Test
    void a_wrapper_is_found() {
        List<RepositorySource> planted = List.of(
                source("Session", "public interface Session {}"),
                source("RealSession", "final class RealSession implements Session { private final int size; }"),
                source("LimitedSession", "class LimitedSession implements Session { private final Session real; }"),
                source("UnlikeSession", "class UnlikeSession { private final Session real; }"));

        assertThat(wrappers(planted, List.of("RealSession"))).containsExactly("LimitedSession");
    }

    private static RepositorySource source(String type, String code) {
        return new RepositorySource("common", true, "dev.planted", type, code);
    }

    private static String section(String page, String flow) {
        int begin = page.indexOf("\n### " + flow + "\n");
        assertThat(begin).as("the page has a section: %s", flow).isPositive();
        int end = page.indexOf("\n##", begin + 4);
        return page.substring(begin, end);
    }

    private static List<String> names(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /** The types that hold what they are, where a step of the flow is that too. */
    private static List<String> wrappers(List<RepositorySource> services, List<String> steps) {
        Set<String> own = new HashSet<>();
        for (RepositorySource source : services) {
            own.addAll(names(Pattern.compile("\\binterface\\s+(\\w+)"), source.code()));
        }
        Set<String> shared = new HashSet<>();
        services.stream()
                .filter(source -> steps.contains(source.type()))
                .forEach(source -> shared.addAll(interfaces(source)));
        shared.retainAll(own);
        List<String> wrappers = new ArrayList<>();
        for (RepositorySource source : services) {
            if (interfaces(source).stream()
                    .anyMatch(each -> shared.contains(each) && source.code().contains("private final " + each + " "))) {
                wrappers.add(source.type());
            }
        }
        return wrappers;
    }

    private static Set<String> interfaces(RepositorySource source) {
        Set<String> interfaces = new HashSet<>();
        names(IMPLEMENTS, source.code())
                .forEach(list -> Arrays.stream(list.split("[\\s,<>]+"))
                        .map(name -> name.substring(name.lastIndexOf('.') + 1))
                        .forEach(interfaces::add));
        return interfaces;
    }
}
