package dev.gapless.connector.manifest.node;

import dev.gapless.connector.ManifestParser.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Collects all mistakes of a manifest while it is read. */
public final class ManifestProblems {

    private static final int MAX_VALUE = 200;
    private static final Pattern SECRET =
            Pattern.compile("(?i).*(secret|password|token|credential|api.?key|authorization|cookie|signature).*|key");
    /** Keys of {@code authentication} whose values are words or addresses. */
    private static final Set<String> AUTHENTICATION_WORDS =
            Set.of("header", "token-url", "grant", "client", "algorithm", "encoding", "secret-encoding", "unit");

    private static final Pattern USER_INFO = Pattern.compile("//[^/@\\s]*@");
    private static final Pattern QUERY = Pattern.compile("([?&][^=&#\\s]+)=[^&#\\s]*");
    private static final Pattern SCHEME = Pattern.compile("(?i)\\b(bearer|basic|token|digest)\\s+\\S+");
    private static final Pattern MEMBER = Pattern.compile(
            "(?i)(\"[^\"]*(?:secret|password|token|credential|key|authorization|cookie|signature)[^\"]*\"\\s*:\\s*)\"[^\"]*\"?");

    private final List<Problem> found = new ArrayList<>();

    /** @param line 1-based */
    public void add(int line, String path, String value, String rule, String remedy) {
        add(line, 1, path, value, rule, remedy);
    }

    void add(int line, int column, String path, String value, String rule, String remedy) {
        found.add(new Problem(line, column, path, shown(path, value), rule, remedy));
    }

    public boolean none() {
        return found.isEmpty();
    }

    /** In the order of the lines, each once. */
    public List<Problem> all() {
        return found.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Problem::line))
                .toList();
    }

    /** What looks like a secret is not repeated: problems are shown, sent and logged. */
    private static String shown(String path, String value) {
        String key = path.substring(path.lastIndexOf('.') + 1);
        boolean secret =
                path.startsWith("authentication.") || SECRET.matcher(key).matches();
        if (!value.isEmpty() && secret && !AUTHENTICATION_WORDS.contains(key)) {
            return "***";
        }
        String bare = USER_INFO.matcher(value).replaceAll("//***@");
        bare = QUERY.matcher(bare).replaceAll("$1=***");
        bare = SCHEME.matcher(bare).replaceAll("$1 ***");
        bare = MEMBER.matcher(bare).replaceAll("$1\"***\"");
        return bare.length() <= MAX_VALUE ? bare : bare.substring(0, MAX_VALUE) + "…";
    }
}
