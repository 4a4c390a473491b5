package dev.crossdock.proof.gates;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;

/** One Java file as the compiler's parser sees it, before names are resolved. */
record Source(String file, List<String> lines, CompilationUnitTree unit, Trees trees) {
    private static final Pattern PLACE = Pattern.compile("functions/([^/]+)/src/([^/]+)/(?:java/)?(.*)");
    private static final Pattern LICENCE_HEADER = Pattern.compile("\\A/\\*[^*].*?\\*/\\s*", Pattern.DOTALL);

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    /** One for all: each opens the whole class path, and stays with the trees that were parsed with it. */
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    static Source parsed(String file, String text) {
        return parsed(Map.of(file, text)).getFirst();
    }

    /** All by one compiler: each keeps a megabyte of its own for as long as a tree of it lives. */
    static List<Source> parsed(Map<String, String> texts) {
        Map<String, String> bodies = new LinkedHashMap<>();
        texts.forEach((file, text) -> bodies.put(file, LICENCE_HEADER.matcher(text).replaceFirst("")));
        List<Text> units = bodies.entrySet().stream().map(each -> new Text(each.getKey(), each.getValue())).toList();
        JavacTask task = (JavacTask) COMPILER.getTask(null, FILES, null, List.of("-proc:none"), null, units);
        Trees trees = Trees.instance(task);
        List<Source> sources = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                String file = unit.getSourceFile().toUri().getPath().substring(1); // the compiler wraps its files
                sources.add(new Source(file, bodies.getOrDefault(file, "").lines().toList(), unit, trees));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sources;
    }

    /** The room (or testkit, proof, bench) that it belongs to. */
    String module() {
        return part(1);
    }

    /** main, test or dist. */
    String set() {
        return part(2);
    }

    private String part(int group) {
        var place = PLACE.matcher(file);
        if (!place.matches()) {
            throw new AssertionError(file + ": a Java file outside functions/ROOM/src/");
        }
        return place.group(group);
    }

    /** Whatever only tests use, wherever it lies. */
    boolean servesTests() {
        return set().equals("test") || module().equals("testkit") || module().equals("proof");
    }

    boolean isPackageInfo() {
        return file.endsWith("/package-info.java");
    }

    String packageName() {
        return unit.getPackageName() == null ? "" : unit.getPackageName().toString();
    }

    int firstLine(Tree tree) {
        return line(trees.getSourcePositions().getStartPosition(unit, tree));
    }

    int lastLine(Tree tree) {
        return line(trees.getSourcePositions().getEndPosition(unit, tree));
    }

    private int line(long position) {
        return Math.toIntExact(unit.getLineMap().getLineNumber(position));
    }

    /** True if the line, or the one above it, raises this gate. */
    boolean raises(String gate, int line) {
        return raisedOn(gate, line) || raisedOn(gate, line - 1);
    }

    boolean raisesAnywhere(String gate) {
        return lines.stream().anyMatch(line -> raise(gate).matcher(line).find());
    }

    private boolean raisedOn(String gate, int line) {
        return line >= 1 && line <= lines.size() && raise(gate).matcher(lines.get(line - 1)).find();
    }

    /** A gate is raised with a reason of two words at least. */
    private static Pattern raise(String gate) {
        return Pattern.compile("// tidy: " + gate + " \\S+ \\S+");
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        private Text(String file, String text) {
            super(URI.create("string:///" + file), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
