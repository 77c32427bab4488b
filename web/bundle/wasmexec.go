package bundle

import (
	"fmt"
	"os"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// The toolchain's wasm_exec.js writes Go, fs, process and path onto globalThis,
// where a host page may look for them, and two players of different versions
// would overwrite each other. It is given a global object of its own instead,
// with just what the Go runtime looks up there.
const (
	wasmExecHead = `const scope = {Object, Array, Uint8Array, Error, Date, Intl, Promise, JSON, crypto, performance,
	TextEncoder, TextDecoder};
(function (globalThis) {
`
	wasmExecTail = `
})(scope);
export { scope };
export const Go = scope.Go;
`
)

// A document that is the program's own may give it the real global object.
const wasmExecPage = `
export const scope = globalThis;
export const Go = globalThis.Go;
`

// WasmExecPlugin offers the toolchain's wasm_exec.js, found at path, as module
// "wasm_exec" (with a global object of its own) and "wasm_exec_page".
func WasmExecPlugin(path string) api.Plugin {
	return api.Plugin{Name: "wasm_exec", Setup: func(b api.PluginBuild) {
		b.OnResolve(api.OnResolveOptions{Filter: `^wasm_exec(_page)?$`},
			func(a api.OnResolveArgs) (api.OnResolveResult, error) {
				return api.OnResolveResult{Path: path, Namespace: a.Path}, nil
			})
		for namespace, wrap := range map[string]func(string) string{
			"wasm_exec":      func(source string) string { return wasmExecHead + source + wasmExecTail },
			"wasm_exec_page": func(source string) string { return source + wasmExecPage },
		} {
			b.OnLoad(api.OnLoadOptions{Filter: `.*`, Namespace: namespace},
				func(api.OnLoadArgs) (api.OnLoadResult, error) {
					source, err := os.ReadFile(path)
					if err != nil {
						return api.OnLoadResult{}, fmt.Errorf("read wasm_exec.js: %w", err)
					}
					// Where the program dies it writes why through a bare "fs".
					text := wrap(strings.ReplaceAll(string(source), "\tfs.writeSync",
						"\tglobalThis.fs.writeSync"))
					return api.OnLoadResult{Contents: &text, Loader: api.LoaderJS}, nil
				})
		}
	}}
}
