package dev.crossdock.proof.gates;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import javax.lang.model.element.Modifier;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.Tree;

/** The gates that a package or a module passes or not, as a whole. */
final class PackageGates {
    static final int TYPES_MAXIMUM = 15;
    /** Of so many top-level types one may be public. */
    static final int TYPES_PER_PUBLIC_TYPE = 3;
    /** Nouns and test tools are there to be used by others. */
    private static final Set<String> PUBLIC_MODULES = Set.of("image", "testkit", "proof");

    private PackageGates() {}

    /** Every package has its sign, and it says that null is the exception. */
    static List<String> withoutSign(List<Source> sources) {
        Set<String> signed = sources.stream().filter(Source::isPackageInfo)
                .filter(info -> info.unit().getPackageAnnotations().toString().contains("@NullMarked"))
                .map(info -> info.module() + "/" + info.packageName()).collect(Collectors.toSet());
        return sources.stream().filter(source -> !source.set().equals("dist"))
                .map(source -> source.module() + "/" + source.packageName()).distinct()
                .filter(place -> !signed.contains(place)).map(place -> place + ": no package-info with @NullMarked")
                .toList();
    }

    static List<String> tooManyTypes(List<Source> sources) {
        Map<String, List<Source>> packages = sources.stream().collect(Collectors.groupingBy(
                source -> source.module() + "/" + source.set() + "/" + source.packageName(), TreeMap::new,
                Collectors.toList()));
        List<String> violations = new ArrayList<>();
        packages.forEach((place, files) -> {
            long types = files.stream().flatMap(PackageGates::types).count();
            if (types > TYPES_MAXIMUM && files.stream().noneMatch(file -> file.raisesAnywhere("types"))) {
                violations.add("%s: types: got %d, wanted at most %d".formatted(place, types, TYPES_MAXIMUM));
            }
        });
        return violations;
    }

    /** Rooms with more than a third of their types public; a sealed type and what it permits count on neither side. */
    static List<String> tooPublic(List<Source> sources) {
        Map<String, List<Source>> modules = sources.stream()
                .filter(source -> source.set().equals("main") && !PUBLIC_MODULES.contains(source.module()))
                .collect(Collectors.groupingBy(Source::module, TreeMap::new, Collectors.toList()));
        List<String> violations = new ArrayList<>();
        modules.forEach((module, files) -> {
            Set<String> family = sealedFamily(files);
            List<ClassTree> types = files.stream().flatMap(PackageGates::types)
                    .filter(type -> !family.contains(type.getSimpleName().toString())).toList();
            List<String> open = types.stream().filter(type -> has(type, Modifier.PUBLIC))
                    .map(type -> type.getSimpleName().toString()).toList();
            if (open.size() > Math.ceilDiv(types.size(), TYPES_PER_PUBLIC_TYPE)
                    && files.stream().noneMatch(file -> file.raisesAnywhere("public"))) {
                violations.add("%s: public: got %d of %d types, wanted one in %d: %s".formatted(module, open.size(),
                        types.size(), TYPES_PER_PUBLIC_TYPE, open));
            }
        });
        return violations;
    }

    /** The names of the module's sealed types and of all that extend or implement one of them, at any depth. */
    private static Set<String> sealedFamily(List<Source> files) {
        List<ClassTree> types = files.stream().flatMap(PackageGates::types).toList();
        Set<String> family = types.stream().filter(type -> has(type, Modifier.SEALED))
                .map(type -> type.getSimpleName().toString()).collect(Collectors.toCollection(HashSet::new));
        boolean grows = true;
        while (grows) {
            grows = family.addAll(types.stream().filter(type -> parents(type).anyMatch(family::contains))
                    .map(type -> type.getSimpleName().toString()).toList());
        }
        return family;
    }

    private static Stream<String> parents(ClassTree type) {
        return Stream.concat(Stream.ofNullable(type.getExtendsClause()), type.getImplementsClause().stream())
                .map(Tree::toString).map(name -> name.replaceFirst("<.*", ""));
    }

    private static Stream<ClassTree> types(Source source) {
        return source.unit().getTypeDecls().stream().filter(ClassTree.class::isInstance).map(ClassTree.class::cast);
    }

    private static boolean has(ClassTree type, Modifier modifier) {
        return type.getModifiers().getFlags().contains(modifier);
    }
}
