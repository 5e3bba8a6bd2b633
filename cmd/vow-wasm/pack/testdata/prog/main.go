// Program prog does what Go's runtime needs its table of functions for: stacks that grow and are
// unwound, garbage that is collected, functions that are called by reflection.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"time"
)

type value struct{ n int }

func (v value) get() int { return v.n }

type getter interface{ get() int }

func main() {
	if len(os.Args) > 1 {
		die()
	}
	fmt.Println("goroutines", runtime.NumGoroutine()) // the runtime's own are not counted
	fmt.Println("deep", deep(5_000))
	fmt.Println("nil", caught(func() { var p *value; p.n++ }))
	fmt.Println("index", caught(func() { fmt.Println([]int{1}[len(os.Args)+5]) }))
	fmt.Println("divide", caught(func() { fmt.Println(1 / (len(os.Args) - 1)) }))
	fmt.Println("convert", caught(func() { var x any = 1; fmt.Println(x.(string)) }))
	fmt.Println("wrapped", len(caught(func() { var p *value; var g getter = p; g.get() })) > 0)
	fmt.Println("again", caught(func() { defer func() { panic(recover()) }(); panic("again") }))
	fmt.Println("garbage", garbage())
	fmt.Println("together", together())
	fmt.Println("waited", waited())
	fmt.Println("reflected", reflected())
	var v struct{ A, B []map[string]int }
	err := json.Unmarshal([]byte(`{"A":[{"x":1}],"B":[{"y":2},{"z":3}]}`), &v)
	fmt.Println("json", v, err)
}

func die() { panic("asked for") }

// deep makes the stack grow.
func deep(n int) int {
	if n == 0 {
		return 0
	}
	var a [16]int
	a[n%16] = n
	return deep(n-1) + a[n%16] - n + 1
}

func caught(f func()) (say string) {
	defer func() { say = fmt.Sprint(recover()) }()
	f()
	return "nothing"
}

// garbage is collected while pieces of it are still used.
func garbage() int {
	kept := map[string][]byte{}
	for i := range 200_000 {
		k := fmt.Sprintf("%d", i%1000)
		kept[k] = append(kept[k][:len(kept[k])/2], strings.Repeat(k, 5)...)
		if i%20_000 == 0 {
			runtime.GC()
		}
	}
	n := 0
	for _, b := range kept {
		n += len(b)
	}
	return n
}

func together() int {
	var wg sync.WaitGroup
	c := make(chan int)
	for i := range 100 {
		wg.Go(func() { c <- deep(i) })
	}
	go func() { wg.Wait(); close(c) }()
	n := 0
	for v := range c {
		n += v
	}
	return n
}

// waited goes on in the middle of loops and of functions that defer, after others ran.
func waited() (say string) {
	slow, done := make(chan string), make(chan struct{})
	go func() {
		defer close(done)
		defer func() { say += fmt.Sprint("left ", recover()) }()
		for i := range 3 {
			func() {
				defer func() { slow <- fmt.Sprint(i, recover()) }()
				time.Sleep(time.Millisecond)
				_ = []int{1, 2}[i]
			}()
		}
		runtime.Goexit()
	}()
	for n := 0; n < 3; {
		select {
		case s := <-slow:
			n++
			say += s + ", "
		case <-time.After(time.Minute):
			return "nothing"
		}
	}
	<-done
	return say
}

// reflected calls what the runtime knows by its name alone.
func reflected() (say string) {
	f := reflect.MakeFunc(reflect.TypeFor[func(*value, string) string](), func(in []reflect.Value) []reflect.Value {
		runtime.GC()
		deep(1000)
		return []reflect.Value{reflect.ValueOf(fmt.Sprint(in[0].Elem().Field(0).Int(), in[1]))}
	}).Interface().(func(*value, string) string)
	m := reflect.ValueOf(&strings.Builder{}).MethodByName("WriteString").Interface().(func(string) (int, error))
	n, err := m("written")
	return f(&value{7}, "seven") + fmt.Sprint(n, err)
}
